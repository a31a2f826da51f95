"""The triggers that keep a résumé's rows as they were written. Erasing takes them off for one transaction."""

TABLES = ("resume_event", "resume_pageread")


def guard(table: str) -> list[str]:
    """The statements that make this table append-only."""
    return [
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
        for change in ("UPDATE", "DELETE")
    ]


def unguard(table: str) -> list[str]:
    """The statements that take it back."""
    return [f"DROP TRIGGER {table}_no_{change}" for change in ("update", "delete")]

# %% Ids are given when a row is inserted, and rows are seen when they are committed
import psycopg

from hotseat.proof import chart, claim, service, show


def connect(autocommit: bool = True) -> psycopg.Connection:
    return psycopg.connect(service("postgres"), autocommit=autocommit)


OUTBOX = """
DROP TABLE IF EXISTS outbox;
CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text NOT NULL, sent bool NOT NULL DEFAULT false);
"""
INSERT = "INSERT INTO outbox (body) VALUES (%s)"


def carried(asks: str) -> list[int]:
    """Ids that a relay carries in two passes, when the transaction that inserted first commits between them."""
    with connect() as db, connect(autocommit=False) as slow, connect() as quick:
        db.execute("SET client_min_messages = warning")
        db.execute(OUTBOX)
        slow.execute(INSERT, ("first",))
        quick.execute(INSERT, ("second",))
        cursor, published = 0, []
        for commit in (slow.commit, lambda: None):
            query = f"SELECT id FROM outbox WHERE {asks} ORDER BY id"
            for (number,) in db.execute(query, {"cursor": cursor}).fetchall():
                published.append(number)
                cursor = max(cursor, number)
                db.execute("UPDATE outbox SET sent = true WHERE id = %s", (number,))
            commit()
        return published


@claim("a-cursor-skips-a-late-commit")
def a_relay_that_keeps_the_highest_id_loses_a_row() -> bool:
    cursor, marks = carried("id > %(cursor)s"), carried("NOT sent AND %(cursor)s >= 0")
    show("ids carried by a relay that asks for ids above the highest", cursor)
    show("ids carried by a relay that asks for what is not sent", marks)
    return cursor == [2] and marks == [2, 1]


# %% What a page costs, and what a kill costs
class Killed(BaseException):
    """The process ends here."""


def carry(unsent: list[int], published: list[int], page: int, dies_at: int) -> int:
    """Publish page by page, mark after each; killed after so many publications. How many commits it made."""
    commits = 0
    while unsent:
        taken = unsent[:page]
        for number in taken:
            published.append(number)
            if len(published) == dies_at:
                raise Killed
        del unsent[: len(taken)]
        commits += 1
    return commits


def worst_repeats(rows: int, page: int) -> int:
    """The most messages that are published twice, over a kill after each publication and a restart."""
    worst = 0
    for dies_at in range(1, rows + 1):
        unsent, published = list(range(rows)), []
        try:
            carry(unsent, published, page, dies_at)
        except Killed:
            carry(unsent, published, page, dies_at=-1)
        assert set(published) == set(range(rows))
        worst = max(worst, len(published) - rows)
    return worst


@claim("a-page-is-the-trade")
def commits_go_down_as_repeats_go_up() -> bool:
    pages = [1, 2, 5, 10, 50, 100]
    commits = [carry(list(range(100)), [], page, dies_at=-1) for page in pages]
    repeats = [worst_repeats(100, page) for page in pages]
    chart("100 rows: commits, and repeats after the worst kill", pages, {"commits": commits, "repeats": repeats},
          x_label="rows in a page", y_label="number", log_x=True)  # fmt: skip
    show("commits with pages of 1, 2, 5, 10, 50, 100", commits)
    show("messages repeated after the worst kill", repeats)
    return commits == [100, 50, 20, 10, 2, 1] and repeats == pages

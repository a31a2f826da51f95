import sqlite3
from contextlib import closing
from pathlib import Path

from tests.web.process import run_in, start_in

COPY = "actions.backup(Path({path!r}))"


def rows(path: Path) -> int:
    """How many attempts a copy of the database holds. It must be sound."""
    with closing(sqlite3.connect(path)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return int(copy.execute("SELECT count(*) FROM records_attempt").fetchone()[0])


def refused(home: Path, path: Path, kind: str) -> str:
    """What a backup to this path says, which must be refused in this way."""
    return run_in(home, f"try: {COPY.format(path=str(path))}\nexcept actions.{kind} as error: print(error)")


def test_a_backup_is_one_whole_database_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "copy.sqlite3"
    run_in(tmp_path / "home", f"finished(); {COPY.format(path=str(path))}")
    assert rows(path) == 1
    assert path.stat().st_mode & 0o777 == 0o600
    assert [other.name for other in path.parent.iterdir()] == ["copy.sqlite3"]


def test_a_backup_made_while_the_app_writes_is_consistent(tmp_path: Path) -> None:
    home = tmp_path / "home"
    run_in(home, "finished()")
    writer = start_in(home, "for minute in range(10_000): finished(minute); print(minute)")
    try:
        assert writer.stdout is not None
        seen = 0
        for number in range(3):
            while seen < 3 * (number + 1):
                seen = int(writer.stdout.readline())
            path = tmp_path / f"copy-{number}.sqlite3"
            run_in(home, COPY.format(path=str(path)))
            assert rows(path) > seen
    finally:
        writer.kill()
        writer.communicate()


def test_a_backup_never_replaces_a_file(tmp_path: Path) -> None:
    path = tmp_path / "copy.sqlite3"
    path.write_text("precious")
    assert "exists" in refused(tmp_path / "home", path, "Refused")
    assert path.read_text() == "precious"


def test_a_backup_that_cannot_be_written_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "not saved" in refused(tmp_path / "home", tmp_path / "file" / "copy.sqlite3", "StorageFailed")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "home"]


def test_a_backup_can_be_used_as_the_data_itself(tmp_path: Path) -> None:
    path = tmp_path / "other" / "hotseat.sqlite3"
    run_in(tmp_path / "home", f"finished(); {COPY.format(path=str(path))}")
    assert run_in(tmp_path / "other", "print(len(actions.attempts()))").strip() == "1"

"""`export`, `import` and `backup`, and what stands in their way."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.running import Place


@pytest.fixture
def used(place: Place) -> Place:
    """A learner who has done something."""
    assert place.run("submit", "algorithms/two-sum", "--give-up", "--rating", "hard").code == 0
    return place


def test_an_export_is_taken_in_whole_elsewhere(used: Place, tmp_path: Path) -> None:
    written = used.run("export", "mine.jsonl")
    assert (written.code, written.out) == (0, "")
    exported = (used.cwd / "mine.jsonl").read_text()
    assert len(exported.splitlines()) == int(written.err.split()[0])
    other = Place(used.cwd, tmp_path / "other")
    taken = other.run("import", "mine.jsonl")
    assert (taken.code, taken.out) == (0, "")
    assert taken.err.startswith("1 attempts are new here, 0 were extended")
    assert other.run("export", "-").out == exported == used.run("export", "-").out
    piped = Place(used.cwd, tmp_path / "third")
    assert piped.run("import", "-", typed=exported).code == 0
    assert piped.run("export", "-").out == exported


def test_an_export_never_replaces_a_file(used: Place) -> None:
    (used.cwd / "mine.jsonl").write_text("precious")
    done = used.run("export", "mine.jsonl")
    assert (done.code, done.err) == (2, "hotseat: mine.jsonl exists. It was left as it is. Name another file.\n")
    assert (used.cwd / "mine.jsonl").read_text() == "precious"


def test_an_export_that_cannot_be_written_leaves_nothing(used: Place) -> None:
    done = used.run("export", "nowhere/mine.jsonl")
    assert (done.code, done.out) == (3, "")
    assert "nowhere/mine.jsonl was not written: No such file or directory. Your data is as it was." in done.err
    full = used.run("export", "/dev/full")
    assert (full.code, "exists" in full.err) == (2, True)
    assert list(used.cwd.iterdir()) == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "cannot be read: No such file or directory. Nothing was changed."),
        (b"", "Nothing was"),
        (b"\xff\xfe", "Nothing was imported."),
        (b'{"format":"hotseat-export","format_version":99}\n', "Nothing was"),
        (b"hello\n", "Nothing was imported."),
    ],
    ids=["missing", "empty", "another encoding", "a newer version", "no export"],
)
def test_a_file_that_is_no_export_changes_nothing(used: Place, data: bytes | None, message: str) -> None:
    before = used.run("export", "-").out
    if data is not None:
        (used.cwd / "given.jsonl").write_bytes(data)
    done = used.run("import", "given.jsonl")
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert used.run("export", "-").out == before


def test_a_backup_holds_what_the_data_holds(used: Place) -> None:
    done = used.run("backup")
    path = Path(done.out.strip())
    assert path.parent == used.home / "backups"
    named = used.run("backup", "copy.sqlite3")
    assert named.out == "copy.sqlite3\n"
    for copy in (path, used.cwd / "copy.sqlite3"):
        with closing(sqlite3.connect(copy)) as database:
            assert database.execute("SELECT rating FROM records_rating").fetchall() == [(2,)]
    again = used.run("backup", "copy.sqlite3")
    assert (again.code, again.out) == (2, "")
    assert "copy.sqlite3 exists. It was left as it is." in again.err


def test_data_from_a_newer_version_is_left_alone(used: Place) -> None:
    database = used.home / "hotseat.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('records', '9999_later', '2030-01-01')")
        connection.commit()
    before = database.read_bytes()
    for command in (["today"], ["export", "-"], ["start", "two-sum"]):
        done = used.run(*command)
        assert (done.code, done.out) == (3, "")
        assert "A newer Hotseat wrote the data" in done.err
        assert "Nothing was changed." in done.err
    assert database.read_bytes() == before
    assert used.json("doctor", "--json", code=1)["ok"] is False


def test_a_damaged_data_file_is_left_alone(used: Place) -> None:
    database = used.home / "hotseat.sqlite3"
    database.write_bytes(b"this is not a database, whatever its name says" * 100)
    done = used.run("today")
    assert (done.code, done.out) == (3, "")
    assert "is damaged or is no database" in done.err
    assert database.read_bytes().startswith(b"this is not")


def test_a_data_folder_that_cannot_be_made(place: Place, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = Place(place.cwd, tmp_path / "file" / "home").run("today")
    assert (done.code, done.out) == (3, "")
    assert "Set HOTSEAT_HOME to a folder that you may write to." in done.err

"""`hotseat resume` in a terminal: in, answered, out again, and erased."""

from pathlib import Path

import pytest

from hotseat.resume.jsonresume import from_json
from hotseat.resume.markdown import from_markdown
from tests.cli.running import Place
from tests.intake import documents
from tests.intake.facts import PEOPLE, lines

PERSON = PEOPLE["greek"]
EXPECTED = lines(PERSON)


@pytest.fixture
def brought(place: Place) -> Place:
    """A place where a résumé was read."""
    (place.cwd / "cv.docx").write_bytes(documents.docx(PERSON))
    done = place.run("resume", "cv.docx")
    assert done.code == 0, done
    return place


def number(text: str) -> str:
    """The number of a line as the list shows it."""
    return str(1 + [line.text for line in EXPECTED].index(text))


MOVED = number("Moved 41 services to Kubernetes")


def test_a_file_is_read_and_listed(brought: Place) -> None:
    done = brought.run("resume")
    assert "0 of 8 lines stand." in done.out
    for line in EXPECTED:
        assert line.text in done.out


def test_a_line_is_answered_and_remembered(brought: Place) -> None:
    for question in ("problem", "approach", "scale", "impact"):
        assert brought.run("resume", "--line", MOVED, "--answer", question, f"the {question}").code == 0
    done = brought.run("resume", "--line", MOVED, "--follow-up", "broke", "The sessions.", "--rating", "good")
    assert "One more follow-up, on another day." in done.out
    assert "the impact" in done.out
    assert "The sessions." in done.out
    assert "Why Kubernetes, and not" in done.out


def test_a_line_is_corrected_and_taken_out(brought: Place) -> None:
    brought.run("resume", "--line", MOVED, "--correct", "Moved 42 services to Kubernetes")
    assert "Moved 42 services" in brought.run("resume").out
    brought.run("resume", "--line", MOVED, "--correct", "")
    assert "42 services" not in brought.run("resume").out


def test_an_ambiguous_word_is_settled(place: Place) -> None:
    place.run("resume", "-", typed="EXPERIENCE\n- Introduced indexes\n")
    assert "“indexes” may mean" in place.run("resume", "--line", "1").out
    done = place.run("resume", "--line", "1", "--means", "indexes", "databases.index-brin")
    assert "may mean" not in done.out
    assert "databases.index-brin" in done.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("resume", "--answer", "problem", "x"),
        ("resume", "--line", "99"),
        ("resume", "--line", MOVED, "--answer", "why", "x"),
        ("resume", "--line", MOVED, "--follow-up", "nobody-asks", "x", "--rating", "good"),
        ("resume", "--line", MOVED, "--follow-up", "broke", "x"),
        ("resume", "--line", MOVED, "--follow-up", "broke", " ", "--rating", "good"),
        ("resume", "--line", MOVED, "--means", "Kubernetes", "web.middleware"),
        ("resume", "--erase"),
        ("resume", "--write", "cv.doc"),
        ("resume", "missing.pdf"),
        ("resume", "cv.docx", "--erase"),
    ],
)
def test_what_cannot_be_done_is_said_and_does_nothing(brought: Place, arguments: tuple[str, ...]) -> None:
    before = brought.run("resume").out
    done = brought.run(*arguments)
    assert done.code == 2
    assert done.err.strip().endswith((".", "FILE"))
    assert brought.run("resume").out == before


def test_without_a_resume_it_says_how_to_read_one(place: Place) -> None:
    done = place.run("resume")
    assert (done.code, done.out) == (2, "")
    assert "hotseat resume FILE" in done.err


@pytest.mark.parametrize(("name", "reads"), [("out.json", from_json), ("out.md", from_markdown)])
def test_what_is_written_reads_as_the_same_lines(brought: Place, name: str, reads: object) -> None:
    assert brought.run("resume", "--write", name).code == 0
    text = (brought.cwd / name).read_text(encoding="utf-8")
    assert reads(text) == EXPECTED  # type: ignore[operator]
    assert brought.run("resume", "--write", name).code == 2
    brought.run("resume", name)
    assert brought.run("resume").out.partition("\n")[2] == brought.run("resume", name).out.partition("\n")[2]


def test_everything_is_exported_and_imported(brought: Place, tmp_path: Path) -> None:
    brought.run("resume", "--line", MOVED, "--answer", "problem", "It took a day.")
    assert brought.run("export", "all.jsonl").code == 0
    other = Place(brought.cwd, tmp_path / "other")
    done = other.run("import", "all.jsonl")
    assert "2 events of your résumé are new." in done.err
    assert other.run("resume", "--line", MOVED).out == brought.run("resume", "--line", MOVED).out
    assert other.run("export", "again.jsonl").code == 0
    assert (brought.cwd / "again.jsonl").read_bytes() == (brought.cwd / "all.jsonl").read_bytes()
    assert "events of your résumé" not in other.run("import", "all.jsonl").err
    (brought.cwd / "cut.jsonl").write_text(
        "\n".join(line for line in (brought.cwd / "all.jsonl").read_text().splitlines() if '"resume_page"' not in line)
    )
    assert "not all there" in other.run("import", "cut.jsonl").err


def test_erasing_leaves_no_byte_but_in_backups_which_it_names(brought: Place) -> None:
    brought.run("resume", "--line", MOVED, "--answer", "problem", "A day and two people, every Thursday.")
    assert brought.run("backup").code == 0
    [copy] = (brought.home / "backups").glob("*.sqlite3")
    done = brought.run("resume", "--erase", "--yes")
    assert done.code == 0, done
    assert str(copy) in done.out
    words = ("41 services", "every Thursday")
    for path in brought.home.rglob("*"):
        if path.is_file() and path != copy:
            assert not any(word.encode() in path.read_bytes() for word in words), path
    assert b"every Thursday" in copy.read_bytes()
    assert brought.run("resume").code == 2
    copy.unlink()
    assert "No backup in the data folder holds it." in brought.run("resume", "--erase", "--yes").out


def test_after_erasing_the_history_is_still_kept_from_changes(brought: Place) -> None:
    import sqlite3
    from contextlib import closing

    brought.run("resume", "--erase", "--yes")
    brought.run("resume", "cv.docx")
    with closing(sqlite3.connect(brought.home / "hotseat.sqlite3")) as connection:
        for statement in ("DELETE FROM resume_event", "UPDATE resume_event SET body = '{}'", "DELETE FROM resume_pageread"):
            with pytest.raises(sqlite3.DatabaseError, match="append-only"):
                connection.execute(statement)


def test_erasing_asks_a_person(brought: Place) -> None:
    done = brought.talk("resume", "--erase", answers=[("Type `erase`:", "no\n")])
    assert "Nothing was erased." in done.out
    assert brought.run("resume").code == 0

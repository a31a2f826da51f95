"""Plain text where nobody looks, and nothing that a program printed steers a terminal."""

import pytest

from hotseat.cli import terminal


def test_tables_are_aligned_in_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.table(("A", "LONGER"), [("one", "x"), ("a", "yy")])
    assert capsys.readouterr().out == "A    LONGER\none  x\na    yy\n"


def test_a_table_without_headings_or_rows(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.table(("", ""), [("one", "x")])
    terminal.table(("", ""), [])
    assert capsys.readouterr().out == "one  x\n"


def test_control_characters_never_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.say("a\x1b[2Jb\rc\x07\td")
    terminal.note("\x9b31m")
    said = capsys.readouterr()
    assert said.out == "a�[2Jb�c�\td\n"
    assert said.err == "�31m\n"


def test_waiting_is_shown_on_a_terminal_alone(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    terminal.wait("deciding")
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(terminal, "fancy", lambda: True)
    terminal.wait("deciding")
    terminal.say("decided")
    assert capsys.readouterr().out == "  … deciding\r\x1b[2Kdecided\n"


def test_a_document_is_json_with_its_characters(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.emit({"title": "Über"})
    assert capsys.readouterr().out == '{\n  "title": "Über"\n}\n'

"""Your résumé, line by line: what each line must answer, and the cross-examination that follows.

With FILE it reads a résumé (PDF, DOCX, Markdown, JSON Resume, plain text; `-` for a pasted text) and shows its lines. Without, it
shows the lines and which of them stand: four answers, and two follow-ups answered on two different days. Nothing is scored,
invented or logged. The file is read behind the sandbox's walls, and `--erase` takes everything back.
"""

import argparse
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from hotseat.cli import lookup
from hotseat.cli.exits import DONE, Broken, UsageError
from hotseat.cli.learner_data import learner_data, now
from hotseat.cli.terminal import note, say
from hotseat.resume.sections import Section

if TYPE_CHECKING:
    from hotseat.resume.coverage import Cover
    from hotseat.web.resume.standing import Standing

RATINGS = {"again": 1, "hard": 2, "good": 3, "easy": 4}
EXAMPLES = """\
  hotseat resume cv.pdf                          # read it, and show its lines
  hotseat resume                                 # which lines stand, and what comes back today
  hotseat resume --line 4                        # one line: its answers, its traps, its ladder
  hotseat resume --line 4 --answer problem "Every refund was typed by hand."
  hotseat resume --line 4 --follow-up broke "The first import locked the table." --rating good
  hotseat resume --line 4 --correct "Moved 41 services to Kubernetes"
  hotseat resume --write resume.json             # JSON Resume; .md for Markdown
  hotseat resume --erase                         # every line, answer and page, for good
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", metavar="FILE", nargs="?", help="the résumé to read; `-` for text from standard input")
    parser.add_argument("--line", type=int, metavar="N", help="the line with this number, as the list shows it")
    parser.add_argument("--answer", nargs=2, metavar=("QUESTION", "TEXT"), help="answer problem, approach, scale or impact")
    parser.add_argument("--follow-up", nargs=2, metavar=("NAME", "TEXT"), help="answer a follow-up of the line's ladder")
    parser.add_argument("--rating", choices=RATINGS, help="how well the follow-up went; `again`: it could not be answered")
    parser.add_argument(
        "--means", nargs=2, metavar=("WORD", "LEAF"), help="what an ambiguous word of the line means; `-` for nothing"
    )
    parser.add_argument("--correct", metavar="TEXT", help="the line's right wording; an empty one takes the line out")
    parser.add_argument("--section", choices=[section.value for section in Section], help="with --correct: its right section")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the lines as JSON Resume (.json) or Markdown (.md)")
    parser.add_argument("--erase", action="store_true", help="erase every résumé and all that was written to it")
    parser.add_argument("--yes", action="store_true", help="with --erase: do not ask")


def run(options: argparse.Namespace) -> int:
    """Do the one thing that was asked for."""
    writes = any((options.answer, options.follow_up, options.means, options.correct is not None))
    if options.line is None and writes:
        raise UsageError("Which line? Add --line N; `hotseat resume` shows the numbers. Nothing was saved.")
    if options.file and (options.erase or options.write or options.line is not None):
        raise UsageError("Read the file first, by itself; then do the other. Nothing was done.")
    with learner_data():
        if options.erase:
            return _erase(sure=options.yes)
        if options.file:
            _take_in(options.file)
        resume, standing = _newest()
        if options.write:
            return _write(standing, options.write)
        if options.line is None:
            _tell(standing)
            return DONE
        line = _line(standing, options.line)
        if writes:
            _record(resume, standing, line, options)
            _, standing = _newest()
        row = standing.row(line)
        if row is None:
            say("This line is not cross-examined: it was taken out, is an entry's title, or does not say what you did.")
        else:
            _tell_line(standing, row)
    return DONE


def _take_in(name: str) -> None:
    from hotseat.cli.tools import tools
    from hotseat.intake import MAX_BYTES, read
    from hotseat.resume.line import ResumeRefused
    from hotseat.web.resume import actions

    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}. Nothing was kept.") from None
    sandbox = tools().sandbox
    try:
        found = read("" if name == "-" else name, data, sandbox)
    except ResumeRefused as refused:
        raise UsageError(str(refused)) from None
    except OSError as error:
        raise Broken(f"The file could not be read in the sandbox: {error}. Nothing was kept.") from None
    finally:
        sandbox.close()
    actions.keep("pasted text" if name == "-" else Path(name).name, found, now=now())


def _newest() -> tuple[UUID, "Standing"]:
    from hotseat.web.resume import actions
    from hotseat.web.resume.standing import Desk

    found = actions.newest()
    if found is None:
        raise UsageError("There is no résumé yet. Read one: hotseat resume FILE")
    return found[0], Desk(lookup.curriculum()).at(found[1], now())


def _line(standing: "Standing", number: int) -> str:
    lines = standing.resume.lines
    if not 1 <= number <= len(lines):
        raise UsageError(f"There is no line {number}; there are 1 to {len(lines)}. Nothing was saved.")
    return lines[number - 1].id


def _record(resume: UUID, standing: "Standing", line: str, options: argparse.Namespace) -> None:
    """Record everything that the options say of this line."""
    from hotseat.resume.events import Answered, AnyEvent, Chose, Corrected, Followed
    from hotseat.resume.state import QUESTIONS
    from hotseat.web.resume import actions

    events: list[AnyEvent] = []
    row, there = standing.row(line), standing.resume.line(line)
    if options.answer:
        question, text = options.answer
        if question not in {one.id for one in QUESTIONS}:
            raise UsageError(f"The questions are {', '.join(one.id for one in QUESTIONS)}. Nothing was saved.")
        events.append(Answered(line=line, question=question, text=text))
    if options.follow_up:
        name, text = options.follow_up
        known = [rung.id for rung in row.rungs] if row else []
        if name not in known:
            raise UsageError(f"The follow-ups of this line are {', '.join(known) or 'none'}. Nothing was saved.")
        if options.rating is None:
            raise UsageError("How well did it go? Add --rating again, hard, good or easy. Nothing was saved.")
        if options.rating != "again" and not text.strip():
            raise UsageError("The answer is empty. Write it, or rate it `again`. Nothing was saved.")
        events.append(Followed(line=line, follow_up=name, text=text, rating=RATINGS[options.rating]))
    if options.means:
        word, leaf = options.means
        open_terms = row.touched.unclear if row else {}
        if word not in open_terms or leaf not in ("-", *open_terms[word]):
            told = "; ".join(f"{term}: {', '.join(leaves)}" for term, leaves in open_terms.items())
            raise UsageError(f"Open words of this line and what they may mean: {told or 'none'}. Nothing was saved.")
        events.append(Chose(line=line, term=word, leaf="" if leaf == "-" else leaf))
    if options.correct is not None and there is not None:
        section = Section(options.section) if options.section else there.section
        events.append(Corrected(line=line, section=section, text=options.correct, bullet=there.bullet))
    for event in events:
        actions.record(resume, event, now=now())


def _write(standing: "Standing", path: Path) -> int:
    from hotseat.resume.jsonresume import to_json
    from hotseat.resume.markdown import to_markdown

    forms = {".json": to_json, ".md": to_markdown}
    if path.suffix not in forms:
        raise UsageError(f"{path} ends neither in .json nor in .md. Nothing was written.")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(forms[path.suffix](standing.resume.read_lines))
    except FileExistsError:
        raise UsageError(f"{path} exists. It was left as it is. Name another file.") from None
    except OSError as error:
        raise Broken(f"{path} was not written: {error.strerror}. Name another place.") from None
    note(f"{len(standing.resume.lines)} lines written to {path}.")
    return DONE


def _erase(*, sure: bool) -> int:
    from hotseat.cli.terminal import asks
    from hotseat.web.resume import actions

    if not sure:
        if not asks():
            raise UsageError("This erases every résumé, answer and page for good. Add --yes if you mean it. Nothing was erased.")
        if input("Erase every résumé, answer and page for good? Type `erase`: ").strip() != "erase":
            say("Nothing was erased.")
            return DONE
    count, copies = actions.erase()
    say(f"Erased: {count} rows, overwritten in the database's file.")
    if copies:
        say(f"{len(copies)} backups still hold it. Delete them if you no longer need what else is in them:")
        for path in copies:
            say(f"  {path}")
    else:
        say("No backup in the data folder holds it.")
    say("Exports, and backups elsewhere, are yours to delete.")
    return DONE


def _tell(standing: "Standing") -> None:
    """The list of lines."""
    from hotseat.resume.sections import TITLES

    rows = {row.line.id: row for row in standing.coverage.rows}
    say(f"{standing.resume.name}: {standing.coverage.standing} of {len(rows)} lines stand.", "bold")
    section = None
    for number, line in enumerate(standing.resume.lines, start=1):
        if line.section is not section:
            section = line.section
            say()
            say(TITLES[section], "bold")
        row = rows.get(line.id)
        mark = " " if row is None else "●" if row.stands else "○"
        answered = f"{sum(row.answered)}/4" if row else "   "
        say(f"{number:>4} {mark} {answered}  {line.text}")
    say()
    if standing.next is not None:
        number = [line.id for line in standing.resume.lines].index(standing.next.line.id) + 1
        because = "comes back today" if standing.next in standing.due else standing.next.to_stand.rstrip(".").lower()
        say(f"Next: line {number} ({because}): hotseat resume --line {number}")


def _tell_line(standing: "Standing", row: "Cover") -> None:
    """One line, and what an interviewer makes of it."""
    from hotseat.cli.terminal import heading
    from hotseat.resume.state import QUESTIONS

    line = row.line
    say(line.text, "bold")
    say("It stands." if row.stands else row.to_stand)
    heading("What it must answer")
    for question in QUESTIONS:
        say(f"{question.id:<9} {question.ask:<20} {line.answers.get(question.id) or '– ' + question.hint}")
    if sprung := standing.sprung(line):
        heading("Traps in its words")
        for one in sprung:
            say(f"“{one.words}”: {one.trap.because}")
    if row.touched.leaves or row.touched.unclear:
        heading("Leaves that it touches")
        for leaf, words in row.touched.leaves.items():
            say(f"{leaf} (“{words[0]}”)")
        for term, leaves in row.touched.unclear.items():
            say(f"“{term}” may mean {', '.join(leaves)}: --means {term!r} LEAF")
    heading("The ladder")
    for rung in row.rungs:
        said = line.follow_ups.get(rung.id, ())
        say(f"{'✓' if rung not in row.open_rungs else ' '} {rung.id:<24} {rung.ask}")
        for answer in said:
            say(f"    {answer.at.astimezone():%d %b %Y}: {answer.text or 'said aloud'}")

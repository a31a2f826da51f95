"""Show one item: its question, and more when you ask for it.

Without options it shows what an interviewer would say, so that you can answer first.
"""

import argparse

from hotseat.cli import lookup
from hotseat.cli.exits import DONE, Broken
from hotseat.cli.terminal import code, heading, markdown, note, say
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder, Unreadable
from hotseat.curriculum.reading import read_text
from hotseat.rubric.rubric import Rubric

EXAMPLES = """\
  hotseat show databases/index-btree             # the question
  hotseat show index-btree --hint                # the first hint; --hint --hint shows two
  hotseat show index-btree --answer              # the answer, with what each sentence stands on
  hotseat show index-btree --rubric              # the criteria, follow-ups and misconceptions
  hotseat show two-sum --reference               # solutions that pass, after you passed or gave up
  hotseat show index-btree --proof               # the program that proves the answer
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("item", metavar="ITEM", help="area/slug, or the slug alone where it is unique")
    parser.add_argument("--hint", action="count", default=0, help="a hint; give it again for the next one")
    parser.add_argument("--answer", action="store_true", help="the answer and its sources")
    parser.add_argument("--rubric", action="store_true", help="what a senior answer says, follow-ups and misconceptions")
    parser.add_argument("--proof", action="store_true", help="the source of the proof")
    parser.add_argument("--reference", action="store_true", help="the reference solution, where there is one, and the answer")


def run(options: argparse.Namespace) -> int:
    """Print the parts that were asked for, the question first."""
    folder = lookup.item(options.item)
    try:
        question(folder)
        if options.hint:
            _hints(folder, options.hint)
        if options.answer:
            answer(folder)
        if options.reference:
            reference(folder)
        if options.rubric:
            _rubric(folder.rubric())
        if options.proof:
            _proof(folder)
    except Unreadable as error:
        raise Broken(f"The item {folder.item.id} cannot be shown whole. {error}") from None
    return DONE


def question(folder: ItemFolder) -> None:
    """The title, what one attempt takes, and the question."""
    item = folder.item
    say(item.title, "bold")
    say(f"{item.id} · {item.kind} · {item.level} · {item.minutes} min", "dim")
    say()
    markdown(folder.question())


def _hints(folder: ItemFolder, count: int) -> None:
    hints = folder.hints()
    heading("Hints")
    for number, hint in enumerate(hints[:count], 1):
        markdown(f"{number}. {hint}")
    if count > len(hints):
        note(f"There are {len(hints)} hints; these are all.")


def answer(folder: ItemFolder) -> None:
    """The answer, section by section, and its sources."""
    for section in folder.answer():
        if section.title:
            heading(section.title)
        markdown(section.text)
    if folder.item.sources:
        heading("Sources")
        for name, source in folder.item.sources.items():
            say(f"  {name}: {source}")


def reference(folder: ItemFolder) -> None:
    """The item's accepted submissions, then its answer."""
    for known in folder.known_submissions():
        if known.verdict is Verdict.ACCEPTED and known.path.suffix == ".py":
            heading(known.name)
            code(read_text(known.path))
    answer(folder)


def _rubric(rubric: Rubric) -> None:
    heading("What a senior answer says")
    for criterion in rubric.criteria:
        probed = "decided by a probe" if criterion.probes else "for you to assess"
        say(f"  {criterion.weight}× {criterion.text} ({probed})")
    if rubric.bands:
        heading("Levels")
        for band in rubric.bands:
            markdown(f"**{band.level}**: {band.answer}\n\n*{band.because}*\n")
    follow_ups(rubric)
    if rubric.misconceptions:
        heading("Misconceptions")
        for misconception in rubric.misconceptions:
            say(f"  “{misconception.text}” [{misconception.answered_by}]")
            say(f"      {misconception.because}", "dim")


def follow_ups(rubric: Rubric) -> None:
    """What an interviewer asks next, and what a senior then says."""
    asked = [criterion for criterion in rubric.criteria if criterion.follow_up]
    if asked:
        heading("Follow-ups")
    for criterion in asked:
        say(f"  {criterion.follow_up}")
        say(f"      {criterion.follow_up_answer}", "dim")


def _proof(folder: ItemFolder) -> None:
    if folder.proof is None:
        note("This item has no proof: nothing in its answer is run.")
        return
    heading("proof.py")
    code(read_text(folder.proof))

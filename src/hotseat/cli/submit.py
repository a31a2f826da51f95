"""Judge an attempt, record it in your history, and rate it.

DIR is a folder that `hotseat start` laid out (by default this one). Give an ITEM in place of a folder, and an explain or predict
item is asked here: answer it aloud or in $EDITOR, then its probes; the answer and the rubric follow. What was submitted is kept,
whatever happens; a run that was cut off is judged at the next start. Exit 0 for every verdict, 3 for `judge_error`.
"""

import argparse
from pathlib import Path

from hotseat.cli import lookup, workfolder
from hotseat.cli.attempts import open_one, settle, submit_and_judge
from hotseat.cli.ending import finish
from hotseat.cli.exits import DONE, UsageError
from hotseat.cli.learner_data import learner_data, now
from hotseat.cli.rating import NAMES, rate
from hotseat.cli.reports import tell_report
from hotseat.cli.show import reference
from hotseat.cli.terminal import asks, say
from hotseat.cli.tools import tools
from hotseat.cli.workfolder import WorkFolder
from hotseat.core.attempt import Attempt
from hotseat.core.submission import Submission, SubmissionRefused
from hotseat.curriculum import ItemFolder
from hotseat.judges.explain.answers import FILE as PROBES
from hotseat.judges.predict.judge import names

EXAMPLES = """\
  cd two-sum && hotseat submit                   # the folder that `hotseat start` laid out
  hotseat submit ~/practice/two-sum --rating good
  hotseat submit concurrency/gil                 # an explain item, asked here
  hotseat submit two-sum --give-up               # see the reference; it comes back soon
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "place", metavar="DIR or ITEM", nargs="?", default=".", help="a folder of `start`, or an item (default: .)"
    )
    parser.add_argument("--rating", choices=NAMES, help="how well you recalled, without being asked")
    parser.add_argument("--test-out", action="store_true", help="“I know this”: two probes; right ones put the item far away")
    parser.add_argument("--give-up", action="store_true", help="submit nothing, see the reference")
    parser.add_argument("--json", action="store_true", help="print the report as JSON, alone on standard output; asks nothing")


def run(options: argparse.Namespace) -> int:
    """Find out what is to be submitted, then judge, record and rate it."""
    work, folder = _place(options.place)
    with learner_data():
        if options.give_up:
            return _give_up(folder, work, options)
        unanswered = _unanswered(work, folder) if folder.item.kind in ("explain", "predict") else []
        if unanswered and asks() and not options.json:
            from hotseat.cli.sitting import sit

            return sit(folder, work, test_out=options.test_out, wanted=options.rating)
        if options.test_out:
            raise UsageError("“I know this” is for explain items, in a terminal that can ask. Nothing was submitted.")
        if work is None:
            hint = "ask it in a terminal, or " if unanswered else ""
            raise UsageError(
                f"There is nothing to submit to {folder.item.id}: {hint}lay it out with `hotseat start {folder.item.id}`, "
                "write into its files, then submit that folder."
            )
        if unanswered:
            missing = ", ".join(unanswered)
            raise UsageError(f"Nothing was submitted: {missing} not written yet. In a terminal, `hotseat submit` asks for it.")
        return _submit(folder, work, options)


def _place(place: str) -> tuple[WorkFolder | None, ItemFolder]:
    """The work folder and the item that a word means: a folder with a state first, then an item."""
    work = workfolder.found(Path(place))
    if work is not None:
        return work, item_of(work)
    if place == ".":
        raise UsageError("This folder is not one that `hotseat start` laid out. Name such a folder, or an item.")
    try:
        folder = lookup.item(place)
    except UsageError:
        if not Path(place).is_dir():
            raise
        raise UsageError(f"{place} is not a folder that `hotseat start` laid out: it has no {workfolder.NAME}.") from None
    for near in (Path(), Path(folder.item.slug)):
        found = workfolder.found(near)
        if found is not None and found.uuid == folder.item.uuid:
            return found, folder
    return None, folder


def item_of(work: WorkFolder) -> ItemFolder:
    """The item of a work folder, under whatever name it has now."""
    folder = lookup.curriculum().by_uuid.get(work.uuid)
    if folder is None:
        raise UsageError(f"The item {work.item} of {work.path} is no longer in the curriculum. Your files are untouched.")
    return folder


def _unanswered(work: WorkFolder | None, folder: ItemFolder) -> list[str]:
    """The files that an explain or predict item still needs: answers to its probes, or predictions."""
    wanted = [f"{name}.txt" for name in names(folder)] if folder.item.kind == "predict" else [PROBES]
    return [name for name in wanted if work is None or not (work.path / name).is_file() or not (work.path / name).stat().st_size]


def _submit(folder: ItemFolder, work: WorkFolder, options: argparse.Namespace) -> int:

    try:
        submission = work.submission(folder)
    except SubmissionRefused as refused:
        raise UsageError(f"Nothing was submitted. {refused}") from None
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be read: {error.strerror}. Nothing was submitted.") from None
    attempt = _attempt(folder, work, submission)
    if attempt.report is None:
        with tools() as use:
            workfolder.remember(work.path, folder.item.id, attempt)
            if not options.json:
                say(f"{folder.item.id}: {folder.item.title}", "bold")
            report = submit_and_judge(folder, attempt.id, submission, use, quiet=options.json)
            settle(use)
    else:
        report = attempt.report
        if not options.json:
            say("These files were judged before:")
            tell_report(report)
    return finish(folder, attempt.id, report, options.rating, json=options.json)


def _attempt(folder: ItemFolder, work: WorkFolder, submission: Submission) -> Attempt:
    """The attempt that the files belong to: the folder's own while it is open or holds the same files, else a new one.

    A new one has the same draw, so that the learner mends what the last report said.
    """
    from hotseat.web import actions

    try:
        attempt = actions.attempt(work.attempt)
    except actions.UnknownAttempt:
        return open_one(folder, seed=work.seed)
    same = attempt.submission == submission
    if same and (attempt.report is None or attempt.report.verdict.about_the_submission):
        return attempt
    if attempt.submission is None and not attempt.gave_up:
        return attempt
    return actions.open_attempt(folder.item.uuid, now=now(), seed=attempt.seed)


def _give_up(folder: ItemFolder, work: WorkFolder | None, options: argparse.Namespace) -> int:
    from hotseat.web import actions

    attempt = open_one(folder, seed=work.seed if work else None)
    actions.give_up(attempt.id, now=now())
    reference(folder)
    rate(folder.item, attempt.id, options.rating)
    return DONE

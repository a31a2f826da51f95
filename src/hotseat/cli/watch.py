"""Judge the files in a folder at every save, in your own editor.

DIR is a folder that `hotseat start` laid out. Nothing is recorded: `hotseat submit` does that when you are content. A save while
a judgement runs cancels it. Ctrl-C ends it.
"""

import argparse
import hashlib
from pathlib import Path

from hotseat.cli import workfolder
from hotseat.cli.exits import DONE, UsageError
from hotseat.cli.submit import item_of
from hotseat.cli.terminal import note, say
from hotseat.cli.tools import tools
from hotseat.cli.workers import Workers
from hotseat.cli.workfolder import WorkFolder
from hotseat.core.submission import Submission, SubmissionRefused
from hotseat.curriculum import ItemFolder

STEP = 10
"""Milliseconds without a further change after which a save is taken for finished."""
LONGEST_SAVE = 60
TICK = 150
"""Milliseconds after which a file that was saved empty is believed to be empty: some editors empty it before they write."""
EXAMPLES = """\
  hotseat start two-sum && hotseat watch two-sum
  cd two-sum && hotseat watch
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "folder", metavar="DIR", nargs="?", type=Path, default=Path(), help="a folder of `start` (default: this one)"
    )


def run(options: argparse.Namespace) -> int:
    """Judge now, then at each change, until the person stops it."""
    work = workfolder.found(options.folder)
    if work is None:
        raise UsageError(f"{options.folder} is not a folder that `hotseat start` laid out. `hotseat start ITEM` makes one.")
    folder = item_of(work)
    if folder.item.kind not in ("code", "optimize"):
        raise UsageError(f"{folder.item.id} is of kind {folder.item.kind}: there is no code to watch. `hotseat submit` asks it.")
    with tools():
        pass  # says now, once, why nothing can be judged here
    say(f"{folder.item.id}: {folder.item.title}", "bold")
    note(f"Watching {work.path.resolve()}. Save to judge, Ctrl-C to stop.")
    try:
        with Workers(work.path) as workers:
            _follow(work, folder, workers)
    except KeyboardInterrupt:
        note("\nStopped. Your files are as you left them; `hotseat submit` records an attempt.")
    return DONE


def _follow(work: WorkFolder, folder: ItemFolder, workers: Workers) -> None:
    """Have each new state of the files judged."""
    from watchfiles import watch

    judged = b""
    for changes in watch(
        work.path, debounce=LONGEST_SAVE, step=STEP, rust_timeout=TICK, yield_on_timeout=True, raise_interrupt=True
    ):
        workers.keep_one_ready()
        state, half = _state(work, folder)
        if state == judged or (half and changes):
            continue
        judged = state
        workers.judge()


def _state(work: WorkFolder, folder: ItemFolder) -> tuple[bytes, bool]:
    """What tells one state of the files from another, and whether it looks like half a save: a file is empty, or gone."""
    try:
        submission: Submission = work.submission(folder)
    except FileNotFoundError:
        return b"gone", True
    except (SubmissionRefused, OSError) as error:
        return str(error).encode(), True
    state = hashlib.sha256()
    for name, data in submission.files.items():
        state.update(f"{name}\0{len(data)}\0".encode() + data)
    return state.digest(), not all(submission.files.values())

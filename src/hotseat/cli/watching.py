"""The process that judges for `watch`: `python -m hotseat.cli.watching FOLDER STATUS`, once for each line that it reads."""

import os
import signal
import sys
from collections.abc import Generator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import cast

from hotseat.cli import workfolder
from hotseat.cli.exits import BROKEN, DONE, Stop
from hotseat.cli.reports import Teller
from hotseat.cli.submit import item_of
from hotseat.cli.terminal import note, say
from hotseat.cli.tools import tools
from hotseat.cli.workfolder import WorkFolder
from hotseat.core.event import Event
from hotseat.core.report import Report
from hotseat.core.submission import SubmissionRefused
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder
from hotseat.judges.protocol import Tools
from hotseat.judges.registry import judge, kind_of


def main(arguments: list[str]) -> int:
    """Get everything ready, then judge whenever a line comes. Ends with its input, or when it is told to."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(DONE))  # unwinds, so that the sandbox is ended on the way
    path, status = Path(arguments[0]), int(arguments[1])
    try:
        work = workfolder.found(path)
        assert work is not None
        folder = item_of(work)
        kind_of(folder)
        with tools() as use:
            for _ in sys.stdin:
                _judge(work, folder, use)
                os.write(status, b".")
    except Stop as stop:
        note(f"hotseat: {stop}")
        return BROKEN
    return DONE


def _judge(work: WorkFolder, folder: ItemFolder, use: Tools) -> None:
    say(f"\n── {datetime.now().astimezone():%H:%M:%S} ──", "dim")
    try:
        submission = work.submission(folder)
    except (SubmissionRefused, OSError) as error:
        say(str(error), "red")
        return
    teller = Teller()
    with closing(cast("Generator[Event]", judge(folder, submission, use, work.seed))) as events:
        for event in events:
            teller.tell(event)
            sys.stdout.flush()
            if isinstance(event, Report) and event.verdict is Verdict.ACCEPTED:
                say("`hotseat submit` records it.")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

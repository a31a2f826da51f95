"""What follows a report: the way to the reference, the rating, or one document with all of it."""

from hotseat.cli.exits import BROKEN, DONE
from hotseat.cli.rating import keep, proposal, rate
from hotseat.cli.terminal import emit, say
from hotseat.core.report import Report
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder


def finish(folder: ItemFolder, attempt_id: str, report: Report, wanted: str | None, *, json: bool = False) -> int:
    """Tell what is left to do and rate the attempt. Returns the exit code."""
    from hotseat.web import actions

    if json:
        rating = keep(attempt_id, wanted) if wanted else None
        proposed = proposal(folder.item, actions.attempt(attempt_id))
        shown = report if report.verdict is Verdict.ACCEPTED else report.concealed()
        emit(shown.as_json() | {"attempt": attempt_id, "rating": rating, "proposed": proposed.rating, "because": proposed.reason})
    else:
        if report.verdict is Verdict.ACCEPTED and folder.item.kind in ("code", "optimize"):
            say(f"`hotseat show {folder.item.id} --reference` shows how others do it.")
        rate(folder.item, attempt_id, wanted)
    return BROKEN if report.verdict is Verdict.JUDGE_ERROR else DONE

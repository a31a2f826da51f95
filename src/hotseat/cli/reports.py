"""How a judgement is told in a terminal."""

from hotseat.cli.terminal import say, wait
from hotseat.core.event import CaseDone, Event, Progress
from hotseat.core.report import CaseResult, Report
from hotseat.core.verdict import Verdict

STYLES = {Verdict.ACCEPTED: "green", Verdict.INCONCLUSIVE: "yellow", Verdict.JUDGE_ERROR: "magenta"}
MARKS = {Verdict.ACCEPTED: "✓", Verdict.INCONCLUSIVE: "?", Verdict.JUDGE_ERROR: "!"}
ENOUGH = 12
"""Lines of a value or of the program's own output that are shown."""


class Teller:
    """Tells one judgement as it goes. Only the first case that fails is told at length: the next often fail for the same reason.

    What a hidden case would give away is left out unless `reveal` is set.
    """

    def __init__(self, *, reveal: bool = False) -> None:
        self._reveal = reveal
        self._failed = False

    def tell(self, event: Event) -> None:
        """Say what the judge has just said."""
        match event:
            case CaseDone(case):
                self._tell_case(case if self._reveal else case.concealed())
            case Progress(text):
                wait(text)
            case Report():
                tell_report(event)

    def _tell_case(self, case: CaseResult) -> None:
        right = case.verdict is Verdict.ACCEPTED
        mark = MARKS.get(case.verdict, "✗")
        took = f"  {case.seconds * 1000:.0f} ms" if case.seconds else ""
        said = "" if right else f": {case.verdict.value}"
        say(f"  {mark} {case.name}{said}{took}", STYLES.get(case.verdict, "red"))
        if not right and not self._failed:
            self._failed = True
            for label, text in (("", case.message), ("asked", case.asked), ("expected", case.expected), ("got", case.got)):
                if text:
                    _tell_indented(label, shorten(text))


def tell_report(report: Report) -> None:
    """What the program printed, then the verdict and its sentence."""
    if report.output.strip():
        say("\nYour program printed:", "bold")
        say(shorten(report.output))
    say(f"\n{report.verdict.value}  {report.message}", STYLES.get(report.verdict, "red"))


def shorten(text: str) -> str:
    """The first lines of a text, with a word on how many follow."""
    lines = text.rstrip().splitlines()
    left = len(lines) - ENOUGH
    return "\n".join(lines[:ENOUGH] + ([f"… and {left} more lines"] if left > 0 else []))


def _tell_indented(label: str, text: str) -> None:
    lines = text.splitlines()
    if len(lines) == 1:
        say(f"      {label}: {lines[0]}" if label else f"      {lines[0]}")
        return
    if label:
        say(f"      {label}:")
    for line in lines:
        say(f"        {line}")

"""Puts all cases of an item to a submission: together for speed, apart for whatever is not right there."""

import secrets
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from hotseat.core.item import Limits
from hotseat.core.report import CaseResult
from hotseat.core.verdict import Verdict
from hotseat.judges.calls.caller import Answer, Caller, How, PosedCase
from hotseat.judges.calls.results import STOPS, result
from hotseat.judges.calls.together.caller import Together
from hotseat.judges.examiner.examiner import Examiner


class Asking:
    """The cases' results as they come, in `done`. A case that is right together with others is right.

    Any other case is put to a process of its own, and that decides: nothing of an earlier case can have spoiled it. A limit
    on processor time must have been passed twice: else the case is too near to it to tell.
    """

    def __init__(self, together: Together, apart: Caller, examiner: Examiner, limits: Limits) -> None:
        self._together = together
        self._apart = apart
        self._examiner = examiner
        self._limits = limits
        self.done: dict[int, CaseResult] = {}

    @property
    def results(self) -> list[CaseResult]:
        """What there is, in the order of the cases."""
        return [self.done[index] for index in sorted(self.done)]

    def run(self, cases: Sequence[PosedCase]) -> Iterator[CaseResult]:
        """Ask all of them; after a limit was hit only those that come before it, since the others would hit it too.

        Examples come first. The order of the others is nobody's to know: an answer must not depend on it. From the first limit
        on each case has a process of its own, which knows no order: taken in turn, one of them at most hits a limit again.
        """
        shown = [case for case in cases if case.shown]
        hidden = [case for case in cases if not case.shown]
        secrets.SystemRandom().shuffle(hidden)
        waiting = deque((*shown, *hidden))
        stopped_at = len(cases)
        while waiting:
            case = waiting.popleft()
            found = self.done[case.index] = self._ask(case, waiting)
            yield found
            if found.verdict in STOPS:
                stopped_at = case.index
                waiting = deque(sorted((case for case in waiting if case.index < stopped_at), key=lambda case: case.index))
        for index in [index for index in self.done if index > stopped_at]:
            del self.done[index]

    def _ask(self, case: PosedCase, following: Iterable[PosedCase]) -> CaseResult:
        hasty = None
        if not self._together.over:
            hasty = self._together.call(case, following)
            found = self._result(case, hasty)
            if found.verdict is Verdict.ACCEPTED:
                return found
        answer = self._apart.call(case)
        found = self._result(case, answer)
        late = [one.how is How.CPU for one in (hasty, answer) if one is not None]
        if not any(late) or late == [True, True]:
            return found
        again = self._result(case, self._apart.call(case))
        if again.verdict is found.verdict:
            return again
        message = "It is too near to the time limit to tell: repeated, it was once within it and once beyond."
        return replace(found, verdict=Verdict.INCONCLUSIVE, message=message, got="")

    def _result(self, case: PosedCase, answer: Answer) -> CaseResult:
        return result(case, answer, self._examiner, self._limits)

"""The closed vocabulary of what a run can end in."""

from enum import StrEnum


class Verdict(StrEnum):
    """How a submission was judged.

    The first six speak about the submission. `INCONCLUSIVE` says that the evidence does not carry a result, and
    `JUDGE_ERROR` that Hotseat itself failed; neither ever counts against the learner.
    """

    ACCEPTED = "accepted"
    WRONG_ANSWER = "wrong_answer"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    OUTPUT_LIMIT = "output_limit"
    CRASHED = "crashed"
    INCONCLUSIVE = "inconclusive"
    JUDGE_ERROR = "judge_error"

    @property
    def about_the_submission(self) -> bool:
        """Whether the verdict says something about the submission rather than about the evidence or the judge."""
        return self not in (Verdict.INCONCLUSIVE, Verdict.JUDGE_ERROR)

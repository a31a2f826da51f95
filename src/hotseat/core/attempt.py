"""One learner's try at one item, and what they recall of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from hotseat.core.report import Report
from hotseat.core.submission import Submission


class Rating(IntEnum):
    """How well the learner recalled, in the numbers that spaced repetition uses."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try, from open to verdict. Times are aware datetimes in UTC.

    `item` is the item's uuid, so that a renamed folder keeps its history. `seed` is what the run's chance was drawn
    from. `gave_up` says that the reference was asked for first. `self_assessed` holds, by criterion id, whether the
    learner found it in their own answer. `rating` is None until the learner rated it; `test_out` marks "I know this".
    """

    id: str
    item: str
    opened_at: datetime
    seed: int
    submission: Submission | None = None
    submitted_at: datetime | None = None
    report: Report | None = None
    reported_at: datetime | None = None
    gave_up: bool = False
    test_out: bool = False
    self_assessed: Mapping[str, bool] = field(default_factory=dict)
    rating: Rating | None = None
    rated_at: datetime | None = None

    @property
    def pending(self) -> bool:
        """Whether it was submitted and the judge owes a report."""
        return self.submitted_at is not None and self.report is None

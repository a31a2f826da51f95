"""What the learner tells about their time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

LONGEST_SPAN = timedelta(days=366)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class SettingsRefused(ValueError):
    """The settings cannot be kept. `problems` holds, by field, a sentence that says what is wrong and what to do."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class LearnerSettings:
    """When the learner studies, and towards what.

    `started_on` is the day from which the roadmap's weeks are laid out, `interview_date` the day that they lead to; None
    means six weeks at a time. `weekdays` are the days of study, Monday 0 to Sunday 6. `area_weights` replaces, by area id,
    the roadmap's own weights; 0 leaves an area out. Raises `SettingsRefused`, so that settings that exist are usable.
    """

    started_on: date
    interview_date: date | None = None
    minutes_per_day: int = 60
    weekdays: frozenset[int] = frozenset(range(5))
    area_weights: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if problems := dict(self._problems()):
            raise SettingsRefused(problems)

    def _problems(self) -> Iterator[tuple[str, str]]:
        if self.interview_date is not None:
            if self.interview_date <= self.started_on:
                dates = f"({self.interview_date}) is not after the start ({self.started_on})"
                yield "interview_date", f"The interview {dates}. Choose a later day."
            elif self.interview_date - self.started_on > LONGEST_SPAN:
                far = f"The interview is more than {LONGEST_SPAN.days} days away"
                yield "interview_date", f"{far}. Choose a nearer day, or leave it empty."
        if not 5 <= self.minutes_per_day <= 600:
            yield "minutes_per_day", f"{self.minutes_per_day} minutes a day is not 5 to 600. Say how many you really have."
        if not self.weekdays:
            yield "weekdays", "No day of the week is chosen. Choose at least one."
        elif not self.weekdays <= set(range(7)):
            yield "weekdays", "A day of the week is a number from 0 (Monday) to 6 (Sunday)."
        wrong = sorted(area for area, weight in self.area_weights.items() if not 0 <= weight <= 10)
        if wrong:
            yield (
                "area_weights",
                f"The weight of {', '.join(wrong)} is not 0 to 10. Use 0 to leave it out, 1 for an ordinary one.",
            )

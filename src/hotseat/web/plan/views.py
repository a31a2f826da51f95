"""The plan's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hotseat.learner.plan import Day, Plan
from hotseat.web.pages.learner import learner_now
from hotseat.web.running.tools import curriculum

SHOWN_LEFT_OUT = 12


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row: one with new items, or several without any."""

    first: date
    last: date
    day: Day
    days: int


@dataclass(frozen=True, slots=True)
class Square:
    """A day on the calendar. `day` is None where it is no day of study, or past."""

    date: date
    day: Day | None
    inside: bool
    is_today: bool


@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """Every day from today to the interview, and what no day has room for."""
    learner = learner_now()
    found = learner.plan
    areas = {area.id: area.title for area in curriculum().roadmap.areas}
    by_area = sorted(found.minutes_by_area.items(), key=lambda pair: -pair[1])
    return render(
        request,
        "plan/plan.html",
        {
            "plan": found,
            "settings": learner.settings,
            "stages": [(stage, _stretches(stage.days)) for stage in found.stages],
            "calendar": _calendar(found),
            "by_area": [(areas.get(area, area), minutes) for area, minutes in by_area],
            "left_out": found.left_out[:SHOWN_LEFT_OUT],
            "left_out_rest": found.left_out[SHOWN_LEFT_OUT:],
            "days_left": (found.ends - found.today).days,
        },
    )


def _stretches(days: Sequence[Day]) -> list[Stretch]:
    """The days, those without new items drawn together."""
    stretches: list[Stretch] = []
    for day in days:
        before = stretches[-1] if stretches else None
        if before is not None and not day.new and not before.day.new:
            stretches[-1] = Stretch(before.first, day.date, before.day, before.days + 1)
        else:
            stretches.append(Stretch(day.date, day.date, day, 1))
    return stretches


def _calendar(plan: Plan) -> list[list[Square]]:
    """Weeks from Monday to Sunday that hold the whole span."""
    days = {day.date: day for day in plan.days}
    first = plan.starts - timedelta(days=plan.starts.weekday())
    count = (plan.ends - first).days + 1
    dates = [first + timedelta(days=n) for n in range(-(-count // 7) * 7)]
    squares = [Square(when, days.get(when), plan.starts <= when <= plan.ends, when == plan.today) for when in dates]
    return [squares[n : n + 7] for n in range(0, len(squares), 7)]

"""The first page."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hotseat.web import actions
from hotseat.web.pages.learner import Learner, learner_now
from hotseat.web.resume import actions as resumes
from hotseat.web.resume.standing import Desk, Standing
from hotseat.web.running.tools import curriculum

LONGEST = 600
CHOICES = (15, 30, 60, 90)


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One of seven days from today on: the minutes planned and those there are; `study` says whether it is a day of study."""

    date: date
    study: bool
    planned: int = 0
    minutes: int = 0


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """What to do now, and why, within the minutes that there are."""
    asked = request.GET.get("minutes", "")
    learner = learner_now(min(int(asked), LONGEST) if asked.isdecimal() else None)
    due = learner.due
    entries = due.entries
    spent = learner.history.minutes_spent(learner.items, learner.now)
    return render(
        request,
        "today/today.html",
        {
            "learner": learner,
            "due": due,
            "next": entries[0] if entries else None,
            "later": entries[1:],
            "spent": spent,
            "asked": learner.minutes_now,
            "choices": CHOICES,
            "week": _week(learner),
            "days_left": (learner.plan.ends - learner.plan.today).days,
            "settings_saved": actions.settings_saved(),
            "first_time": not learner.history.attempts,
            "broken": curriculum().broken,
            "resume": _resume(learner),
        },
    )


def _resume(learner: Learner) -> Standing | None:
    """The newest résumé as it stands, None while there is none."""
    found = resumes.newest()
    return Desk(curriculum()).at(found[1], learner.now) if found else None


def _week(learner: Learner) -> list[WeekDay]:
    """Seven days from today on, as the plan has them."""
    planned = {day.date: day for day in learner.plan.days}
    week = []
    for ahead in range(7):
        when = learner.plan.today + timedelta(days=ahead)
        day = planned.get(when)
        if ahead == 0 and learner.due.minutes:
            week.append(WeekDay(when, study=True, planned=learner.due.minutes_planned, minutes=learner.due.minutes))
        elif day is None:
            week.append(WeekDay(when, study=False))
        else:
            week.append(WeekDay(when, study=True, planned=day.new_minutes + day.for_reviews, minutes=day.minutes))
    return week

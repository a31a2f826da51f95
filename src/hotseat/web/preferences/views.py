"""The settings' page."""

from collections.abc import Mapping
from datetime import date
from math import isfinite, nan

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from hotseat.learner.settings import WEEKDAYS, LearnerSettings, SettingsRefused
from hotseat.web import actions
from hotseat.web.pages import clock
from hotseat.web.pages.context import THEME_COOKIE, THEMES
from hotseat.web.running.tools import curriculum

A_YEAR = 365 * 24 * 3600


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show the settings, or save them and say so; what cannot be kept is explained beside its field."""
    now = clock.now()
    current = actions.settings(now.date())
    if request.method == "GET":
        return _page(request, _shown(current), {})
    try:
        actions.save_settings(_read(request, current), now=now)
    except SettingsRefused as refused:
        return _page(request, _typed(request), refused.problems, status=400)
    return HttpResponseRedirect("/settings/?saved", status=303)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme for this browser."""
    chosen = request.POST.get("theme", "")
    response = HttpResponseRedirect("/settings/", status=303)
    if chosen in THEMES:
        response.set_cookie(THEME_COOKIE, chosen, max_age=A_YEAR, samesite="Strict", httponly=True)
    return response


def _read(request: HttpRequest, current: LearnerSettings) -> LearnerSettings:
    """The settings in the form. Raises `SettingsRefused`."""
    problems: dict[str, str] = {}
    form = request.POST
    areas = curriculum().roadmap.areas
    interview = _date(form.get("interview_date", ""), "interview_date", problems)
    started = _date(form.get("started_on", ""), "started_on", problems) or current.started_on
    minutes = _number(form.get("minutes_per_day", ""), "minutes_per_day", problems)
    typed = {area.id: _number(form.get(f"weight-{area.id}", str(area.weight)), "area_weights", problems) for area in areas}
    if problems:
        raise SettingsRefused(problems)
    return LearnerSettings(
        started_on=started,
        interview_date=interview,
        minutes_per_day=int(minutes),
        weekdays=frozenset(int(day) for day in form.getlist("weekday") if day.isdecimal()),
        area_weights={area.id: typed[area.id] for area in areas if typed[area.id] != area.weight},
    )


def _date(text: str, name: str, problems: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(text) if text.strip() else None
    except ValueError:
        problems[name] = f"{text[:20]!r} is no date. Write it as 2026-12-31."
        return None


def _number(text: str, name: str, problems: dict[str, str]) -> float:
    try:
        number = float(text)
    except ValueError:
        number = nan
    if isfinite(number):
        return number
    problems[name] = f"{text[:20]!r} is no number. Write it in digits."
    return 0


def _shown(settings: LearnerSettings) -> dict[str, object]:
    weights = {area.id: settings.area_weights.get(area.id, area.weight) for area in curriculum().roadmap.areas}
    return {
        "started_on": settings.started_on.isoformat(),
        "interview_date": settings.interview_date.isoformat() if settings.interview_date else "",
        "minutes_per_day": settings.minutes_per_day,
        "weekdays": settings.weekdays,
        "weights": weights,
    }


def _typed(request: HttpRequest) -> dict[str, object]:
    """What the learner typed, to be corrected."""
    form = request.POST
    return {
        "started_on": form.get("started_on", ""),
        "interview_date": form.get("interview_date", ""),
        "minutes_per_day": form.get("minutes_per_day", ""),
        "weekdays": frozenset(int(day) for day in form.getlist("weekday") if day.isdecimal()),
        "weights": {area.id: form.get(f"weight-{area.id}", "") for area in curriculum().roadmap.areas},
    }


def _page(request: HttpRequest, values: Mapping[str, object], problems: Mapping[str, str], status: int = 200) -> HttpResponse:
    context = {
        "values": values,
        "problems": problems,
        "days": list(enumerate(WEEKDAYS)),
        "areas": [(area, dict(values["weights"])[area.id]) for area in curriculum().roadmap.areas],  # type: ignore[call-overload]
        "saved": "saved" in request.GET,
    }
    return render(request, "preferences/preferences.html", context, status=status)

"""The weeks until the interview, and the settings that they are made of.

Without options it shows the plan. With options it saves them first; what you do not name stays as it is. The plan is made anew
each time, so days that you missed are laid out again by weight.
"""

import argparse
from dataclasses import replace
from datetime import date
from typing import Any

from hotseat.cli import lookup
from hotseat.cli.exits import DONE, UsageError
from hotseat.cli.learner_data import learner_data, now
from hotseat.cli.learner_now import Standing, standing
from hotseat.cli.terminal import emit, heading, say, table
from hotseat.learner.settings import WEEKDAYS, LearnerSettings, SettingsRefused

FORMAT_VERSION = 1
SHOWN_DAYS = 14
EXAMPLES = """\
  hotseat plan                                   # the next two weeks
  hotseat plan --interview 2027-03-15 --minutes 45 --days mon,tue,wed,thu,sat
  hotseat plan --interview none                  # no date: six weeks at a time
  hotseat plan --weight cloud=0 --weight databases=2 --all
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--interview", metavar="DATE", help="the day of the interview, as 2027-03-15; `none` for no date")
    parser.add_argument("--minutes", type=int, metavar="N", help="minutes on a day of study, 5 to 600")
    parser.add_argument("--days", metavar="DAYS", help="the days of study, as mon,tue,sat")
    parser.add_argument(
        "--weight",
        action="append",
        default=[],
        metavar="AREA=N",
        help="an area's share of attention, 0 to leave it out; repeatable",
    )
    parser.add_argument("--all", action="store_true", help="every day until the interview, and everything left out")
    parser.add_argument("--json", action="store_true", help="print the plan as JSON, alone on standard output")


def run(options: argparse.Namespace) -> int:
    """Save what was named, then show the plan."""
    with learner_data():
        from hotseat.web import actions

        current = actions.settings(now().date())
        changed = _changed(current, options)
        if changed != current:
            actions.save_settings(changed, now=now())
        found = standing()
    if options.json:
        emit(_document(found))
    else:
        _tell(found, everything=options.all)
    return DONE


def _changed(settings: LearnerSettings, options: argparse.Namespace) -> LearnerSettings:
    """The settings with what the options name. Ends the command for what cannot be kept; then nothing is saved."""
    changes: dict[str, Any] = {}
    try:
        if options.interview is not None:
            changes["interview_date"] = None if options.interview == "none" else date.fromisoformat(options.interview)
        if options.minutes is not None:
            changes["minutes_per_day"] = options.minutes
        if options.days is not None:
            changes["weekdays"] = frozenset(_weekday(name) for name in options.days.split(","))
        if options.weight:
            changes["area_weights"] = dict(settings.area_weights) | _weights(options.weight)
        return replace(settings, **changes)
    except SettingsRefused as refused:
        raise UsageError(f"{refused} Nothing was saved.") from None
    except ValueError:
        raise UsageError(f"{options.interview!r} is no date. Write it as 2027-03-15, or `none`. Nothing was saved.") from None


def _weekday(name: str) -> int:
    found = [
        number
        for number, day in enumerate(WEEKDAYS)
        if day.casefold().startswith(name.strip().casefold()) and len(name.strip()) >= 2
    ]
    if len(found) != 1:
        raise UsageError(f"{name!r} is no day of the week. Write them as mon,tue,sat. Nothing was saved.")
    return found[0]


def _weights(given: list[str]) -> dict[str, float]:
    areas = [area.id for area in lookup.curriculum().roadmap.areas]
    weights = {}
    for one in given:
        area, _, value = one.partition("=")
        if area not in areas:
            raise UsageError(f"There is no area {area!r}. The areas are {', '.join(areas)}. Nothing was saved.")
        try:
            weights[area] = float(value)
        except ValueError:
            raise UsageError(f"{one!r} is no weight. Write {area}=1.5. Nothing was saved.") from None
    return weights


def _tell(found: Standing, *, everything: bool) -> None:
    plan, settings = found.plan, found.settings
    days = ", ".join(WEEKDAYS[day][:3] for day in sorted(settings.weekdays))
    say(f"{plan.today} to {plan.ends}: {settings.minutes_per_day} minutes on {days}.", "bold")
    if plan.note:
        say(plan.note)
    until = len(plan.days) if everything else SHOWN_DAYS
    for stage in plan.stages:
        shown = [day for day in stage.days if day in plan.days[:until]]
        if not shown:
            continue
        heading("; ".join(" and ".join(week.focus) for week in stage.weeks) or "Until the interview")
        rows = []
        for day in shown:
            new = [f"{planned.item.title} ({planned.item.id}, {planned.item.minutes} min)" for planned in day.new] or ["–"]
            rows += [[f"{day.date:%a %d %b}", f"{day.for_reviews} min reviews", new[0]], *(["", "", more] for more in new[1:])]
        table(("", "", ""), rows)
    if len(plan.days) > until:
        say(f"\n{len(plan.days) - until} more days: `hotseat plan --all`.", "dim")
    if plan.left_out:
        heading(f"No day has room for these {len(plan.left_out)}")
        table(("", ""), [(one.item.id, one.because) for one in plan.left_out[: None if everything else 5]])


def _document(found: Standing) -> dict[str, Any]:
    """The plan as JSON values."""
    plan, settings = found.plan, found.settings
    return {
        "format_version": FORMAT_VERSION,
        "today": plan.today.isoformat(),
        "starts": plan.starts.isoformat(),
        "ends": plan.ends.isoformat(),
        "interview_date": settings.interview_date.isoformat() if settings.interview_date else None,
        "minutes_per_day": settings.minutes_per_day,
        "weekdays": sorted(settings.weekdays),
        "area_weights": dict(settings.area_weights),
        "note": plan.note,
        "days": [
            {
                "date": day.date.isoformat(),
                "weeks": list(day.weeks),
                "minutes": day.minutes,
                "for_reviews": day.for_reviews,
                "new": [{"id": one.item.id, "minutes": one.item.minutes, "because": one.because} for one in day.new],
            }
            for day in plan.days
        ],
        "left_out": [{"id": one.item.id, "because": one.because} for one in plan.left_out],
        "no_item": [leaf.id for leaf in plan.no_item],
    }

"""Days as a person says them. English whatever the machine's locale, so that no sentence mixes two languages."""

from datetime import date, datetime

from hotseat.learner.settings import WEEKDAYS

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def local_day(moment: datetime, now: datetime) -> date:
    """The day of the moment where the learner is: in the zone of `now`."""
    return moment.astimezone(now.tzinfo).date()


def plain_day(day: date, today: date) -> str:
    """Like 3 May, or 3 May 2027 where it is not this year."""
    return f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if day.year != today.year else "")


def past_day(day: date, today: date) -> str:
    """Like today, yesterday, Tuesday (within the last six days), or the plain day."""
    ago = (today - day).days
    if ago <= 1:
        return "yesterday" if ago == 1 else "today"
    return WEEKDAYS[day.weekday()] if ago < 7 else plain_day(day, today)


def on_past_day(day: date, today: date) -> str:
    """The same as an adverb: today, yesterday, on Tuesday, on 3 May."""
    text = past_day(day, today)
    return text if text in ("today", "yesterday") else f"on {text}"

# %% When the next run is: counted from the start, from the end, from a grid
import functools
import heapq
import itertools
from calendar import monthrange
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo

from hotseat.proof import chart, claim, probe, show


def after_the_end(interval: int, duration: int, runs: int) -> list[int]:
    """Sleep for the interval when a run has ended: the starts, in minutes."""
    starts, now = [], 0
    for _ in range(runs):
        starts.append(now)
        now += duration + interval
    return starts


def on_the_grid(interval: int, duration: int, runs: int) -> list[int]:
    """The first multiple of the interval at which the last run has ended."""
    starts, now = [], 0
    for _ in range(runs):
        starts.append(now)
        now = max(now + interval, -(-(now + duration) // interval) * interval)
    return starts


@probe
def start_of_run(run: int, interval: int, duration: int) -> list[int]:
    return [plan(interval, duration, run)[-1] for plan in (after_the_end, on_the_grid)]


@claim("sleeping-after-the-work-drifts")
def the_duration_is_added_to_every_period() -> bool:
    plan = after_the_end
    sizes = list(itertools.product((5, 10, 60), range(1, 5)))
    drifts = [plan(interval, duration, 101)[-1] - 100 * interval for interval, duration in sizes]
    grid = [on_the_grid(interval, duration, 101)[-1] - 100 * interval for interval, duration in sizes]
    show("minutes late after 100 runs of 1, 2, 3 and 4 minutes, every 60", drifts[-4:])
    chart(
        "Every 60 minutes, 3 minutes of work: how late run number n starts",
        list(range(1, 25)),
        {
            "sleep after the end": [start - 60 * n for n, start in enumerate(after_the_end(60, 3, 24))],
            "on the grid": [start - 60 * n for n, start in enumerate(on_the_grid(60, 3, 24))],
        },
        x_label="run",
        y_label="minutes late",
    )
    return drifts == [100 * duration for _, duration in sizes] and set(grid) == {0}


def at_once(interval: int, duration: int, hours: int) -> int:
    """The most runs under way together if each start of the grid is taken, whether the last run has ended or not."""
    spans = [(start, start + duration) for start in range(0, hours * 60, interval)]
    return max(sum(start <= moment < end for start, end in spans) for moment, _ in spans)


@probe
def overlap(interval: int, duration: int) -> list[int]:
    """At most so many together in a day; and starts in the first 12 hours if a run must have ended."""
    starts = on_the_grid(interval, duration, 1000)
    return [at_once(interval, duration, 24), sum(start < 12 * 60 for start in starts)]


@claim("a-long-run-overlaps-itself")
def as_many_together_as_intervals_fit_into_a_run() -> bool:
    sizes = list(itertools.product((5, 10, 15), range(1, 61)))
    most = [at_once(*size, hours=6) for size in sizes]
    expected = [-(-duration // interval) for interval, duration in sizes]
    show("every 10 minutes, a run of 25: together", at_once(10, 25, 6))
    return most == expected


@claim("strictly-after")
def a_trigger_that_may_answer_now_fires_for_ever() -> bool:
    def next_or_now(moment: int) -> int:
        return -(-moment // 10) * 10

    def next_after(moment: int) -> int:
        return (moment // 10 + 1) * 10

    loops = {}
    for trigger in (next_or_now, next_after):
        fired = [0]
        for _ in range(5):
            fired.append(trigger(fired[-1]))
        loops[trigger.__name__] = fired
        show(trigger.__name__.replace("_", " "), fired)
    return loops == {"next_or_now": [0] * 6, "next_after": [0, 10, 20, 30, 40, 50]}


# %% Days that are not 24 hours long
class Europe(tzinfo):
    """Central European time by the Union's rule: summer time from the last Sunday in March to that in October, 1:00 UTC."""

    @staticmethod
    @functools.cache
    def _bounds(year: int) -> tuple[datetime, ...]:
        return tuple(
            datetime(year, month, day - (date(year, month, day).weekday() + 1) % 7, 1) for month, day in ((3, 31), (10, 31))
        )

    def fromutc(self, moment: datetime) -> datetime:
        start, end = self._bounds(moment.year)
        utc = moment.replace(tzinfo=None)
        summer = start <= utc < end
        local = moment + timedelta(hours=2 if summer else 1)
        return local.replace(fold=int(end <= utc < end + timedelta(hours=1)))

    def utcoffset(self, moment: datetime) -> timedelta:
        start, end = self._bounds(moment.year)
        wall = moment.replace(tzinfo=None, fold=0)
        summer = start + timedelta(hours=2) <= wall < end + timedelta(hours=2)
        twice = end + timedelta(hours=1) <= wall < end + timedelta(hours=2)
        return timedelta(hours=2 if summer and not (twice and moment.fold) else 1)

    def dst(self, moment: datetime) -> timedelta:
        return self.utcoffset(moment) - timedelta(hours=1)

    def tzname(self, moment: datetime) -> str:
        return "CEST" if self.dst(moment) else "CET"


ZONE = Europe()


@functools.cache
def half_hours() -> list[datetime]:
    """Every half hour of 2026, as the clock on the wall shows it."""
    first = datetime(2025, 12, 31, 23, tzinfo=UTC)
    return [(first + timedelta(minutes=30 * n)).astimezone(ZONE) for n in range(2 * 24 * 365)]


def when_the_clock_shows(hour: int, minute: int) -> list[datetime]:
    return [moment for moment in half_hours() if (moment.hour, moment.minute) == (hour, minute)]


def every_24_hours(hour: int, minute: int) -> list[datetime]:
    """24 hours after the last run, beginning on the first of January at this time."""
    first = datetime(2026, 1, 1, hour, minute, tzinfo=ZONE).astimezone(UTC)
    return [(first + timedelta(days=n)).astimezone(ZONE) for n in range(365)]


STRATEGIES = {
    "whenever the clock on the wall shows that time": when_the_clock_shows,
    "24 hours after the last run, since 1 January": every_24_hours,
}


@probe
def days_of_the_year(strategy: str, time: str) -> list[int]:
    hour, minute = map(int, time.split(":"))
    runs = STRATEGIES[strategy](hour, minute)
    days = Counter(moment.date() for moment in runs)
    other = sum((moment.hour, moment.minute) != (hour, minute) for moment in runs)
    return [365 - len(days), sum(count > 1 for count in days.values()), other]


@claim("two-days-a-year-differ")
def half_past_two_is_missing_once_and_comes_twice_once() -> bool:
    night, noon = "2:30", "12:00"
    wall, steps = STRATEGIES
    table = [days_of_the_year(wall, night), days_of_the_year(steps, night), days_of_the_year(wall, noon)]
    show("by the wall clock at 2:30: days without a run, with two, runs at another time", table[0])
    show("every 24 hours from 2:30", table[1])
    show("by the wall clock at noon", table[2])
    return table == [[1, 1, 0], [0, 0, 210], [0, 0, 0]]


# %% The last day of the month
def clamped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def following(year: int, month: int) -> tuple[int, int]:
    return (year + month // 12, month % 12 + 1)


def from_the_last_run(first: date, runs: int) -> list[date]:
    """A month after the last run, or the month's last day."""
    found = [first]
    while len(found) < runs:
        found.append(clamped(*following(found[-1].year, found[-1].month), found[-1].day))
    return found


def from_the_rule(first: date, runs: int) -> list[date]:
    """The rule's day in each month, or the month's last day."""
    found, (year, month) = [], (first.year, first.month)
    while len(found) < runs:
        found.append(clamped(year, month, first.day))
        year, month = following(year, month)
    return found


@probe
def day_of_run(first: str, run: int) -> list[int]:
    start = date.fromisoformat(first)
    return [rule(start, run)[-1].day for rule in (from_the_last_run, from_the_rule)]


@claim("month-ends-wear-off")
def stepping_from_the_last_run_never_comes_back_to_31() -> bool:
    step = from_the_last_run
    days = [moment.day for moment in step(date(2026, 1, 31), 24)]
    rule = [moment.day for moment in from_the_rule(date(2026, 1, 31), 24)]
    show("from the last run: days of 24 runs from 31 January 2026", days)
    show("from the rule", rule)
    return days == [31] + [28] * 23 and rule.count(31) == 14 and rule.count(30) == 8 and rule.count(28) == 2


# %% The queue
class Job:
    """Has no order, as most objects."""


def popped(entries: list[tuple]) -> str:
    heap: list = []
    try:
        for entry in entries:
            heapq.heappush(heap, entry)
    except TypeError:
        return "TypeError"
    return (
        "in order" if [heapq.heappop(heap)[:-1] for _ in entries] == sorted(entry[:-1] for entry in entries) else "out of order"
    )


@claim("equal-times-compare-the-jobs")
def two_jobs_at_one_time_need_a_number_between() -> bool:
    times = [9, 9, 8]
    plain = popped([(time, Job()) for time in times])
    counted = popped([(time, number, Job()) for number, time in enumerate(times)])
    show("(time, job) and (time, number, job)", [plain, counted])
    return (plain, counted) == ("TypeError", "in order")


def is_heap(heap: list[int]) -> bool:
    return all(heap[(child - 1) // 2] <= heap[child] for child in range(1, len(heap)))


def remove(heap: list[int], job: int) -> None:
    heap.remove(job)


def mend(heap: list[int], job: int) -> None:
    heap.remove(job)
    heapq.heapify(heap)


def broken_by(cancel: Callable[[list[int], int], None]) -> tuple[int, int]:
    """Of all heaps of seven jobs and all ways to cancel one: how many there are, and after how many the heap is none."""
    cases = broken = 0
    for order in itertools.permutations(range(7)):
        if not is_heap(list(order)):
            continue
        for job in order:
            heap = list(order)
            cancel(heap, job)
            cases += 1
            broken += not is_heap(heap)
    return cases, broken


@claim("removing-breaks-the-heap")
def taking_a_job_out_of_the_list_leaves_no_heap() -> bool:
    cancel = remove
    cases, broken = broken_by(cancel)
    show("heaps of seven, one job cancelled: cases, of which no heap is left", [cases, broken])
    show("with heapify afterwards", broken_by(mend))
    return (cases, broken) == (560, 172) and broken_by(mend) == (560, 0)

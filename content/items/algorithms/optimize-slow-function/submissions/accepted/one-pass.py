"""The weekly usage report of an API, tallied in a single pass over the calls."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime

CENTS = {"free": 0, "team": 12, "scale": 7}
HEADER = ["customer", "calls", "failed", "p95 ms", "busiest", "slowest path", "cents", "share"]
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


@dataclass(slots=True)
class Tally:
    """What one customer's calls add up to."""

    times: list[int] = field(default_factory=list)
    failed: int = 0
    days: list[int] = field(default_factory=lambda: [0] * 7)
    path_total: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    path_calls: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def percentile_95(self) -> str:
        times = sorted(self.times)
        return str(times[(95 * len(times) + 99) // 100 - 1]) if times else "-"

    def busiest_day(self) -> str:
        return WEEKDAYS[self.days.index(max(self.days))] if self.times else "-"

    def slowest_path(self) -> str:
        return min(self.path_total, key=lambda path: (-self.path_total[path] / self.path_calls[path], path), default="-")


def usage_report(calls, customers, internal):
    """The report as text: a table of customers, those who pay most first, then a line that sums up."""
    ours, seen = set(internal), set()
    of_ours = retries = 0
    tallies = defaultdict(Tally)
    for call_id, customer_id, time, path, milliseconds, status in calls:
        if customer_id in ours:
            of_ours += 1
        elif call_id in seen:
            retries += 1
        else:
            seen.add(call_id)
            tally = tallies[customer_id]
            tally.times.append(milliseconds)
            tally.failed += status >= 500
            tally.days[datetime.fromisoformat(time).astimezone(UTC).weekday()] += 1
            tally.path_total[path] += milliseconds
            tally.path_calls[path] += 1

    nothing = Tally()
    known = [(tallies.get(customer_id, nothing), name, CENTS[plan]) for customer_id, name, plan in customers]
    known.sort(key=lambda one: one[2] * len(one[0].times), reverse=True)
    total = sum(price * len(tally.times) for tally, _, price in known)
    rows = [HEADER]
    for tally, name, price in known:
        cents = price * len(tally.times)
        share = f"{100 * cents / total:.1f} %" if total else "-"
        figures = [str(len(tally.times)), str(tally.failed), tally.percentile_95(), tally.busiest_day(), tally.slowest_path()]
        rows.append([name, *figures, str(cents), share])
    listed = sum(len(tallies[customer_id].times) for customer_id in {customer[0] for customer in customers} & tallies.keys())
    left_out = f"{retries} retries, {of_ours} of ours, {len(seen) - listed} of nobody we know"
    return f"{aligned(rows)}\n\n{listed} calls; left out: {left_out}"


def aligned(rows):
    """The cells as a table: the columns as wide as their widest cell, two blanks between them."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip() for cells in rows)

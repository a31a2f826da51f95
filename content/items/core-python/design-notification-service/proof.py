# %% Wrappers around a channel
import itertools
import sqlite3
from collections.abc import Callable
from string import Formatter, Template

from hotseat.proof import claim, probe, show


class Temporary(Exception):
    """It did not work this time."""


class Channel:
    """Fails so many times, then delivers."""

    def __init__(self, failures: int) -> None:
        self.failures, self.calls, self.delivered = failures, 0, []

    def send(self, message: str) -> None:
        self.calls += 1
        if self.calls <= self.failures:
            raise Temporary
        self.delivered.append(message)


class Retry:
    """Tries up to three times."""

    def __init__(self, inner) -> None:
        self.inner = inner

    def send(self, message: str) -> None:
        for left in (2, 1, 0):
            try:
                return self.inner.send(message)
            except Temporary:
                if not left:
                    raise


class Once:
    """Notes the message, then passes it on; a message that it has noted is not passed on again."""

    def __init__(self, inner) -> None:
        self.inner, self.seen = inner, set()

    def send(self, message: str) -> None:
        if message in self.seen:
            return
        self.seen.add(message)
        self.inner.send(message)


class Count:
    """Counts what passes, as a limit on messages does before it refuses."""

    def __init__(self, inner) -> None:
        self.inner, self.passed = inner, 0

    def send(self, message: str) -> None:
        self.passed += 1
        self.inner.send(message)


WRAPPERS = {"Retry": Retry, "Once": Once, "Count": Count}


def stacked(order: tuple[str, ...], failures: int, times: int = 1) -> tuple[Channel, dict]:
    """One message sent `times` times through the wrappers, the first of which is outermost."""
    channel = Channel(failures)
    top, layers = channel, {}
    for name in reversed(order):
        top = layers[name] = WRAPPERS[name](top)
    for _ in range(times):
        try:
            top.send("hello")
        except Temporary:
            pass
    return channel, layers


@probe
def through_the_stack(stack: str, failures: int) -> list[int]:
    channel, layers = stacked(tuple(stack.split(" around ")), failures)
    return [channel.calls, len(channel.delivered), layers["Count"].passed]


@claim("order-of-wrappers-decides")
def a_memory_inside_the_retry_swallows_the_message() -> bool:
    orders = list(itertools.permutations(("Retry", "Once", "Count")))
    failures = (0, 1, 2)
    lost = {order: [count for count in failures if not stacked(order, count)[0].delivered] for order in orders}
    for order, counts in lost.items():
        show(" around ".join(order), f"lost after {counts} failures" if counts else "delivered after 0, 1 and 2 failures")
    inside = [order.index("Retry") < order.index("Once") for order in orders]
    return [counts == ([1, 2] if swallowed else []) for counts, swallowed in zip(lost.values(), inside, strict=True)] == [
        True
    ] * 6


@claim("a-limit-counts-what-passes-it")
def inside_the_retry_a_limit_counts_tries() -> bool:
    outside, inside = ("Once", "Count", "Retry"), ("Once", "Retry", "Count")
    messages = [stacked(outside, failures)[1]["Count"].passed for failures in range(3)]
    tries = [stacked(inside, failures)[1]["Count"].passed for failures in range(3)]
    show("counted outside the retry, after 0, 1 and 2 failures", messages)
    show("counted inside it", tries)
    return messages == [1, 1, 1] and tries == [1, 2, 3]


@claim("noted-is-not-sent")
def a_message_that_was_given_up_is_never_sent_again() -> bool:
    failures = 3
    channel, _ = stacked(("Once", "Retry", "Count"), failures, times=2)
    show("asked twice, the first time with three failures: calls, deliveries", [channel.calls, len(channel.delivered)])
    return (channel.calls, channel.delivered) == (3, [])


# %% A crash between the two steps
def after_a_crash(first: str, where: str) -> int:
    """Send and note in one order, crash at a place, run again: how often the message was delivered."""
    noted, delivered = [], []
    steps = {"send": lambda: delivered.append("hello"), "note": lambda: noted.append("hello")}
    order = ["note", "send"] if first == "note" else ["send", "note"]
    done = {"before both": 0, "between the two": 1, "after both": 2}[where]
    for step in order[:done]:
        steps[step]()
    if not noted:
        for step in order:
            steps[step]()
    return len(delivered)


PLACES = ("before both", "between the two", "after both")


@probe
def delivered_in_the_end(where: str, messages: int) -> list[int]:
    """Every one of the messages crashes at that place."""
    return [messages * after_a_crash(first, where) for first in ("note", "send")]


@claim("note-first-or-send-first")
def one_order_loses_and_the_other_doubles() -> bool:
    orders = ("note", "send")
    table = {first: [after_a_crash(first, where) for where in PLACES] for first in orders}
    show("noted first: deliveries after a crash before, between, after", table["note"])
    show("sent first", table["send"])
    return table == {"note": [1, 0, 1], "send": [1, 2, 1]}


# %% Many recipients
def plain_loop(send: Callable[[int], None], recipients: int) -> None:
    for one in range(1, recipients + 1):
        send(one)


def each_apart(send: Callable[[int], None], recipients: int) -> None:
    for one in range(1, recipients + 1):
        try:
            send(one)
        except Temporary:
            continue


def reached(loop: Callable, recipients: int, failing: set[int]) -> int:
    got = []

    def send(one: int) -> None:
        if one in failing:
            raise Temporary
        got.append(one)

    try:
        loop(send, recipients)
    except Temporary:
        pass
    return len(got)


@probe
def recipients_reached(recipients: int, failing: str) -> list[int]:
    bad = {int(one) for one in failing.split(" and ")}
    return [reached(plain_loop, recipients, bad), reached(each_apart, recipients, bad)]


@claim("one-failure-stops-the-rest")
def the_plain_loop_ends_at_the_first_failure() -> bool:
    loop = plain_loop
    cases = [(size, {bad}) for size in range(1, 30) for bad in range(1, size + 1)]
    stops = all(reached(loop, size, bad) == min(bad) - 1 for size, bad in cases)
    apart = all(reached(each_apart, size, bad) == size - 1 for size, bad in cases)
    return stops and apart


# %% Quiet hours
def between(hour: int, start: int, end: int) -> bool:
    """As it is usually written."""
    return start <= hour < end


def round_the_clock(hour: int, start: int, end: int) -> bool:
    """Hours since the start, counted round the clock."""
    return (hour - start) % 24 < (end - start) % 24


def held_for(start: int, end: int, local: int) -> int:
    """Hours until a message that arrives at this local hour may go out."""
    return next(wait for wait in range(25) if not round_the_clock((local + wait) % 24, start, end))


@probe
def hours_held(start: int, end: int, utc: int, offset: int) -> int:
    return held_for(start, end, (utc + offset) % 24)


@claim("quiet-hours-wrap")
def the_usual_comparison_is_never_quiet_over_midnight() -> bool:
    test = between
    pairs = [(start, end) for start in range(24) for end in range(24) if start != end]
    over = [pair for pair in pairs if pair[0] > pair[1]]
    never = sum(not any(test(hour, *pair) for hour in range(24)) for pair in over)
    right = all(sum(round_the_clock(hour, *pair) for hour in range(24)) == (pair[1] - pair[0]) % 24 for pair in pairs)
    show("pairs of hours that span midnight, and how many of them are never quiet", [len(over), never])
    return len(over) == never == 276 and right


# %% Sent, and then rolled back
def order_that_fails(send_now: bool) -> tuple[int, int]:
    """Rows and messages that are left of an order whose transaction fails after the notification was asked for."""
    database, sent, later = sqlite3.connect(":memory:"), [], []
    database.execute("create table orders (id integer)")
    try:
        with database:
            database.execute("insert into orders values (17)")
            (sent if send_now else later).append("your order 17")
            raise ValueError("the card was declined")
    except ValueError:
        later.clear()
    sent += later
    return database.execute("select count(*) from orders").fetchone()[0], len(sent)


@claim("sent-before-commit")
def a_message_cannot_be_rolled_back() -> bool:
    at_once, after_commit = order_that_fails(True), order_that_fails(False)
    show("sent inside the transaction: orders, messages", at_once)
    show("kept until it is committed: orders, messages", after_commit)
    return at_once == (0, 1) and after_commit == (0, 0)


# %% Templates
TEMPLATES = {
    "shipped": "Dear {name}, order {order} is on its way.",
    "refunded": "Dear {name}, we have refunded {amuont}.",
    "welcome": "Welcome, {name}!",
}
GIVES = {"shipped": {"name", "order"}, "refunded": {"name", "amount"}, "welcome": {"name"}}


def unknown_fields() -> dict[str, set[str]]:
    """What templates ask for and their messages do not give: found by reading, with nothing sent."""
    asked = {kind: {field for _, field, _, _ in Formatter().parse(text) if field} for kind, text in TEMPLATES.items()}
    return {kind: fields - GIVES[kind] for kind, fields in asked.items() if fields - GIVES[kind]}


@claim("templates-are-checked-at-the-start")
def a_misspelt_field_is_found_without_sending() -> bool:
    found = unknown_fields()
    at_sending = []
    for kind, text in TEMPLATES.items():
        try:
            text.format(**dict.fromkeys(GIVES[kind], "x"))
        except KeyError:
            at_sending.append(kind)
    show("fields that no message gives", [f"{kind}: {', '.join(fields)}" for kind, fields in found.items()])
    return found == {"refunded": {"amuont"}} and at_sending == ["refunded"]


API_KEY = "k-83"


class User:
    """An object that a template may see."""

    def __init__(self, name: str) -> None:
        self.name = name


@claim("a-format-string-is-a-program")
def a_template_by_a_stranger_reads_the_modules_secrets() -> bool:
    stranger = "{user.__init__.__globals__[API_KEY]}"
    by_format = stranger.format(user=User("ann"))
    by_template = Template("$user.__init__.__globals__[API_KEY]").substitute(user="ann")
    show("str.format gives", by_format)
    show("string.Template gives", by_template)
    return by_format == API_KEY and API_KEY not in by_template

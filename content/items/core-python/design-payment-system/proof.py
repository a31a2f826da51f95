# %% What the next change edits
import ast
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Protocol, runtime_checkable

from hotseat.proof import chart, claim, probe, show


def branching(operations: int, providers: int) -> str:
    """A function for each operation, and in each a branch for every provider."""
    parts = []
    for op in range(operations):
        branches = [f"    if payment == 'p{one}':\n        return 'op{op} by p{one}'" for one in range(providers)]
        parts.append(f"def op{op}(payment):\n" + "\n".join(branches) + "\n    raise ValueError(payment)")
    return "\n".join(parts)


def classes(operations: int, providers: int) -> str:
    """A class for each provider, and in each a method for every operation."""
    parts = []
    for one in range(providers):
        methods = [f"    def op{op}(self):\n        return 'op{op} by p{one}'" for op in range(operations)]
        parts.append(f"class P{one}:\n" + "\n".join(methods))
    return "\n".join(parts)


def definitions(source: str) -> dict[str, str]:
    return {node.name: ast.dump(node) for node in ast.parse(source).body}


def edited(before: str, after: str) -> int:
    """How many functions and classes that were there before read differently afterwards."""
    new = definitions(after)
    return sum(text != new[name] for name, text in definitions(before).items())


@probe
def edits(change: str, operations: int, providers: int) -> list[int]:
    more_operations, more_providers = (1, 0) if change == "an operation" else (0, 1)
    return [
        edited(design(operations, providers), design(operations + more_operations, providers + more_providers))
        for design in (branching, classes)
    ]


def served(design: Callable[[int, int], str], operations: int, providers: int) -> int:
    """How many operations of the unedited program serve a provider that it has never heard of."""
    names: dict = {}
    exec(design(operations, providers), names)
    newcomer = type("New", (), {f"op{op}": lambda self: "by the new one" for op in range(operations)})()
    done = 0
    for op in range(operations):
        run = names.get(f"op{op}", lambda one, op=op: getattr(one, f"op{op}")())
        try:
            run(newcomer)
        except ValueError:
            continue
        done += 1
    return done


@claim("one-seam-one-direction")
def provider_classes_make_one_kind_of_change_cheap() -> bool:
    sizes = list(itertools.product(range(1, 7), range(1, 7)))
    new_provider = [edits("a provider", *size) == [size[0], 0] for size in sizes]
    new_operation = [edits("an operation", *size) == [0, size[1]] for size in sizes]
    unedited = [(served(branching, *size), served(classes, *size)) == (0, size[0]) for size in sizes]
    show("definitions edited with 4 operations and 3 providers: new provider", edits("a provider", 4, 3))
    show("definitions edited with 4 operations and 3 providers: new operation", edits("an operation", 4, 3))
    return all(new_provider) and all(new_operation) and all(unedited)


# %% Money: parts that do not add up
def rounded_parts(total: int, parts: int) -> list[int]:
    """Each part rounded for itself, half a cent up."""
    return [(2 * total + parts) // (2 * parts)] * parts


def allocated(total: int, parts: int) -> list[int]:
    """Every part the same or one cent more, the larger ones first."""
    share, left = divmod(total, parts)
    return [share + 1] * left + [share] * (parts - left)


@probe
def parts_add_up_to(total: int, parts: int) -> int:
    return sum(rounded_parts(total, parts))


SPLITS = list(itertools.product(range(1, 1001), range(2, 13)))


@claim("rounded-parts-miss-the-total")
def rounding_each_part_loses_or_makes_cents() -> bool:
    split = rounded_parts
    off = [sum(split(*case)) - case[0] for case in SPLITS]
    wrong = sum(cents != 0 for cents in off)
    show("splits whose parts do not add up", f"{wrong:,} of {len(SPLITS):,}")
    show("cents off, least and most", [min(off), max(off)])
    counts = Counter(off)
    chart(
        "Splitting 0.01 to 10.00 into 2 to 12 rounded parts: how far the parts are off",
        [str(cents) for cents in sorted(counts)],
        {"splits": [counts[cents] for cents in sorted(counts)]},
        x_label="cents too few or too many",
        y_label="splits",
        kind="bars",
    )
    return wrong > len(SPLITS) / 2 and (min(off), max(off)) == (-5, 6)


@claim("allocation-keeps-the-total")
def handing_out_the_rest_keeps_the_total() -> bool:
    split = allocated
    sums = all(sum(split(*case)) == case[0] for case in SPLITS)
    fair = all(max(split(*case)) - min(split(*case)) <= 1 for case in SPLITS)
    show("10.00 in three parts", split(1000, 3))
    return sums and fair


@claim("int-of-a-float-loses-a-cent")
def cutting_a_float_loses_a_cent() -> bool:
    cents_of = int
    prices = [f"{cents // 100}.{cents % 100:02}" for cents in range(10_000)]
    cut = sum(cents_of(float(price) * 100) != cents for cents, price in enumerate(prices))
    rounded = sum(round(float(price) * 100) != cents for cents, price in enumerate(prices))
    decimal = sum(int(Decimal(price) * 100) != cents for cents, price in enumerate(prices))
    show("prices from 0.00 to 99.99 that change: int, round, Decimal", [cut, rounded, decimal])
    return cut > 500 and rounded == decimal == 0


# %% States: flags against a table
FLAGS = ("authorised", "captured", "voided", "refunded")
TABLE = {
    ("new", "authorise"): "authorised",
    ("new", "decline"): "declined",
    ("authorised", "capture"): "captured",
    ("authorised", "void"): "voided",
    ("captured", "refund"): "refunded",
}
MEANS = {
    "new": set(),
    "declined": set(),
    "authorised": {"authorised"},
    "captured": {"authorised", "captured"},
    "voided": {"authorised", "voided"},
    "refunded": {"authorised", "captured", "refunded"},
}


def reachable() -> set[str]:
    """Every state that some order of events leads to."""
    found, todo = {"new"}, ["new"]
    while todo:
        state = todo.pop()
        for (start, _), target in TABLE.items():
            if start == state and target not in found:
                found.add(target)
                todo.append(target)
    return found


@claim("flags-admit-nonsense")
def most_combinations_of_flags_mean_nothing() -> bool:
    every = list(itertools.product((False, True), repeat=len(FLAGS)))
    meant = {tuple(flag in MEANS[state] for flag in FLAGS) for state in reachable()}
    show("combinations of four flags, and those that a payment can be in", [len(every), len(meant)])
    show("states that the table reaches", sorted(reachable()))
    return (len(every), len(meant), len(reachable())) == (16, 5, 6)


# %% No answer is not a no
class NoAnswer(Exception):
    """The request was sent and nothing came back."""


class Declined(Exception):
    """The provider said no."""


class Provider:
    """Carries out a charge once for each key, and gives the first answer again. The schedule says what gets lost.

    Each call takes the next word: "ok"; "request lost", nothing reached it; "answer lost", it has charged and the
    answer did not arrive; "declined".
    """

    def __init__(self, schedule: list[str]) -> None:
        self.schedule = iter(schedule)
        self.answers: dict[str, str] = {}
        self.charged = 0

    def charge(self, key: str) -> str:
        word = next(self.schedule, "ok")
        if word == "request lost":
            raise NoAnswer
        if key not in self.answers:
            self.answers[key] = "declined" if word == "declined" else "charged"
            self.charged += self.answers[key] == "charged"
        if word == "answer lost":
            raise NoAnswer
        if self.answers[key] == "declined":
            raise Declined
        return key


def again_with_a_new_key(first: Provider, second: Provider) -> None:
    until_answered(first, (f"call-{number}" for number in itertools.count()))


def again_with_the_same_key(first: Provider, second: Provider) -> None:
    until_answered(first, itertools.repeat("attempt-1"))


def on_to_the_second_provider(first: Provider, second: Provider) -> None:
    try:
        first.charge("attempt-1")
    except NoAnswer:
        until_answered(second, itertools.repeat("attempt-1"))


def until_answered(provider: Provider, keys: Iterator[str]) -> None:
    for key in keys:
        try:
            provider.charge(key)
        except NoAnswer:
            continue
        return


STRATEGIES = (again_with_a_new_key, again_with_the_same_key, on_to_the_second_provider)


def money_taken(strategy: Callable[[Provider, Provider], None], schedule: list[str]) -> int:
    """How often the buyer has paid, at both providers together. The second provider always answers."""
    first, second = Provider(schedule), Provider([])
    strategy(first, second)
    return first.charged + second.charged


@probe
def times_paid(schedule: str) -> list[int]:
    return [money_taken(strategy, schedule.split(", ")) for strategy in STRATEGIES]


@claim("a-timeout-is-neither")
def treating_no_answer_as_a_no_charges_twice() -> bool:
    words = ("ok", "request lost", "answer lost")
    schedules = [list(order) for length in (1, 2, 3) for order in itertools.product(words, repeat=length)]
    table = {}
    for strategy in STRATEGIES:
        paid = [money_taken(strategy, schedule) for schedule in schedules]
        table[strategy.__name__] = (sum(times > 1 for times in paid), min(paid))
        show(
            strategy.__name__.replace("_", " "), f"{table[strategy.__name__][0]} of {len(schedules)} schedules pay more than once"
        )
    twice = [count for count, _ in table.values()]
    return twice[1] == 0 and twice[0] > 10 and twice[2] > 10 and {least for _, least in table.values()} == {1}


def buys(key_of: Callable[[int, int], str]) -> tuple[str, int]:
    """A card that is declined, then a second card whose first answer is lost: what the buyer sees, and how often they paid."""
    provider = Provider(["declined", "answer lost", "ok"])
    call = 0
    seen = "declined"
    for attempt in (1, 2):
        while True:
            call += 1
            try:
                provider.charge(key_of(attempt, call))
            except NoAnswer:
                continue
            except Declined:
                break
            seen = "paid"
            break
    return seen, provider.charged


@claim("a-key-belongs-to-an-attempt")
def a_key_for_the_order_or_the_call_is_wrong() -> bool:
    keys = {
        "one key for the order": lambda attempt, call: "order-17",
        "one key for each call": lambda attempt, call: f"order-17/{call}",
        "one key for each attempt": lambda attempt, call: f"order-17/attempt-{attempt}",
    }
    table = {name: buys(key_of) for name, key_of in keys.items()}
    for name, (seen, times) in table.items():
        show(name, f"the buyer sees “{seen}” and paid {times} times")
    return list(table.values()) == [("declined", 0), ("paid", 2), ("paid", 1)]


# %% What a provider promises
@runtime_checkable
class Charges(Protocol):
    """The seam, as far as the type system can say it."""

    def charge(self, key: str) -> str: ...


class OwnError(Provider):
    """Lets the exception of its library through."""

    def charge(self, key: str) -> str:
        try:
            return super().charge(key)
        except NoAnswer:
            raise OSError("connection reset") from None


class Forgetful(Provider):
    """Charges again when it is asked again."""

    def charge(self, key: str) -> str:
        self.answers.pop(key, None)
        return super().charge(key)


class Sideways(Provider):
    """Has the method, with other parameters."""

    def charge(self, key: str, card: str) -> str:
        return super().charge(key + card)


def contract(make: Callable[[list[str]], Provider]) -> list[str]:
    """What any provider must keep; run against every one of them."""
    broken = []
    silent, twice = make(["answer lost"]), make([])
    try:
        silent.charge("k")
    except NoAnswer:
        pass
    except Exception as error:
        broken.append(f"no answer arrives as {type(error).__name__}")
    try:
        twice.charge("k"), twice.charge("k")
    except Exception as error:
        broken.append(f"charge raises {type(error).__name__}")
    if twice.charged > 1:
        broken.append("the same key charges twice")
    return broken


@claim("a-protocol-checks-names-only")
def the_protocol_accepts_what_the_contract_refuses() -> bool:
    kinds = [Provider, OwnError, Forgetful, Sideways]
    by_protocol = [isinstance(kind([]), Charges) for kind in kinds]
    by_contract = [contract(kind) for kind in kinds]
    for kind, broken in zip(kinds, by_contract, strict=True):
        show(f"{kind.__name__}, which isinstance takes for a Charges", broken or ["keeps the contract"])
    return all(by_protocol) and [bool(broken) for broken in by_contract] == [False, True, True, True]

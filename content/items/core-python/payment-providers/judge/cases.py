"""The rules one by one, then providers that other people have written since."""

from collections.abc import Iterator
from random import Random
from textwrap import dedent

from hotseat.judges.calls import Case

FAKE = '''
class Fake:
    """Does what the words say, call by call, and keeps what it was asked."""

    def __init__(self, name, *words, takes=("card",)):
        self.name, self.words, self.takes = name, list(words), takes
        self.charges, self.refunds = [], []

    def accepts(self, currency, method):
        return method in self.takes

    def charge(self, key, cents, currency, method):
        self.charges.append((key, cents, currency, method))
        word = self.words.pop(0) if self.words else "ok"
        if word != "ok":
            raise {"declined": Declined, "unreachable": Unreachable, "no answer": NoAnswer}[word]
        return f"{self.name}-{len(self.charges)}"

    def refund(self, reference, cents):
        self.refunds.append((reference, cents))


def raised(run):
    try:
        run()
    except Exception as error:
        return type(error).__name__
    return "nothing"
'''


def played(name: str, program: str, expect: object, *, shown: bool = False) -> Case:
    """A case that plays with fake providers."""
    return Case(name, program=FAKE + dedent(program), expect=expect, shown=shown)


def cases(chance: Random) -> Iterator[Case]:
    yield from rules()
    yield from no_answer()
    yield from refunds()
    yield from extensions(chance)


def rules() -> Iterator[Case]:
    yield played(
        "the example",
        """
        north, south = Fake("north", "unreachable"), Fake("south")
        payments = Payments([north, south])
        result = [payments.pay("order-17", 2500, "EUR", "card"), payments.refundable("order-17")]
        payments.refund("order-17", 1000)
        result += [payments.refundable("order-17"), south.refunds, north.refunds]
        """,
        ["paid", 2500, 1500, [("south-1", 1000)], []],
        shown=True,
    )
    yield played(
        "declined, then a new attempt",
        """
        north, south = Fake("north", "declined"), Fake("south")
        payments = Payments([north, south])
        words = [payments.pay("order-17", 2500, "EUR", "card") for _ in range(2)]
        result = [words, len(north.charges), len({key for key, *_ in north.charges}), south.charges]
        """,
        [["declined", "paid"], 2, 2, []],
        shown=True,
    )
    yield played(
        "nobody accepts, and nobody is there",
        """
        payments = Payments([Fake("north", "unreachable"), Fake("south", "unreachable")])
        first = payments.pay("order-1", 100, "EUR", "card")
        nobody = raised(lambda: payments.pay("order-2", 100, "EUR", "wallet"))
        result = [first, nobody, payments.pay("order-1", 100, "EUR", "card")]
        """,
        ["unreachable", "NoProvider", "paid"],
    )
    yield played(
        "a paid order is not charged again",
        """
        north = Fake("north")
        payments = Payments([north])
        words = [payments.pay("order-17", 2500, "EUR", "card")]
        payments.refund("order-17", 2500)
        words.append(payments.pay("order-17", 2500, "EUR", "card"))
        result = [words, len(north.charges)]
        """,
        [["paid", "paid"], 1],
    )


def no_answer() -> Iterator[Case]:
    yield played(
        "no answer, then the same charge again",
        """
        north, south = Fake("north", "no answer", "no answer"), Fake("south", takes=("card", "wallet"))
        payments = Payments([north, south])
        words = [payments.pay("order-17", 2500, "EUR", "card"), payments.pay("order-17", 2500, "EUR", "card")]
        words.append(payments.pay("order-17", 900, "USD", "wallet"))
        result = [words, len(set(north.charges)), len(north.charges), south.charges, payments.refundable("order-17")]
        """,
        [["unknown", "unknown", "paid"], 1, 3, [], 2500],
    )
    yield played(
        "no answer, then unreachable",
        """
        north, south = Fake("north", "no answer", "unreachable", "declined"), Fake("south")
        payments = Payments([north, south])
        words = [payments.pay("order-17", 2500, "EUR", "card") for _ in range(3)]
        south_was_left_alone = not south.charges
        words.append(payments.pay("order-17", 2500, "EUR", "card"))
        keys = [key for key, *_ in north.charges]
        result = [words, south_was_left_alone, [keys.index(key) for key in keys]]
        """,
        [["unknown", "unknown", "declined", "paid"], True, [0, 0, 0, 3]],
    )


def refunds() -> Iterator[Case]:
    yield played(
        "refunds within bounds",
        """
        north = Fake("north")
        payments = Payments([north])
        payments.pay("order-17", 2500, "EUR", "card")
        payments.refund("order-17", 2000)
        kinds = [raised(lambda cents=cents: payments.refund("order-17", cents)) for cents in (0, -1, 501, 500, 1)]
        kinds.append(raised(lambda: payments.refund("order-18", 1)))
        result = [kinds, payments.refundable("order-17"), payments.refundable("order-18"), north.refunds]
        """,
        [
            ["ValueError", "ValueError", "ValueError", "nothing", "ValueError", "ValueError"],
            0,
            0,
            [("north-1", 2000), ("north-1", 500)],
        ],
    )
    yield played(
        "a refund that fails changes nothing",
        """
        class Stubborn(Fake):
            def refund(self, reference, cents):
                super().refund(reference, cents)
                if len(self.refunds) == 1:
                    raise Unreachable

        north = Stubborn("north")
        payments = Payments([north])
        payments.pay("order-17", 2500, "EUR", "card")
        result = [raised(lambda: payments.refund("order-17", 2500)), payments.refundable("order-17")]
        result += [raised(lambda: payments.refund("order-17", 2500)), payments.refundable("order-17")]
        """,
        ["Unreachable", 2500, "nothing", 0],
    )


def extensions(chance: Random) -> Iterator[Case]:
    method, currency = chance.choice(["voucher", "points", "cheque"]), chance.choice(["ISK", "KWD", "NOK"])
    yield played(
        "a provider that was written later",
        f"""
        class Newcomer:
            __slots__ = ("seen",)

            def __init__(self):
                self.seen = []

            def accepts(self, currency, method):
                return (currency, method) == ("{currency}", "{method}")

            def charge(self, key, cents, currency, method):
                self.seen.append(("charge", cents))
                return "n-1"

            def refund(self, reference, cents):
                self.seen.append((reference, cents))

        newcomer, north = Newcomer(), Fake("north")
        payments = Payments([north])
        before = raised(lambda: payments.pay("order-1", 300, "{currency}", "{method}"))
        payments.add(newcomer)
        words = [payments.pay("order-1", 300, "{currency}", "{method}"), payments.pay("order-2", 100, "EUR", "card")]
        payments.refund("order-1", 300)
        result = [before, words, newcomer.seen, len(north.charges)]
        """,
        ["NoProvider", ["paid", "paid"], [("charge", 300), ("n-1", 300)], 1],
    )
    yield played(
        "a provider with exceptions of its own",
        """
        class OutOfMoney(Declined):
            pass

        class Maintenance(Unreachable):
            pass

        class Slow(NoAnswer):
            pass

        class Other(Fake):
            def charge(self, key, cents, currency, method):
                self.charges.append(key)
                if len(self.charges) == 1:
                    raise Maintenance
                if len(self.charges) == 2:
                    raise OutOfMoney
                if len(self.charges) == 3:
                    raise Slow
                return "o"

        other, south = Other("other"), Fake("south")
        payments = Payments([other, south])
        words = [payments.pay(order, 100, "EUR", "card") for order in ("a", "b", "c", "c")]
        result = [words, len(other.charges), len(south.charges)]
        """,
        [["paid", "declined", "unknown", "paid"], 4, 1],
    )
    yield played(
        "two equal providers",
        """
        from dataclasses import dataclass

        LOG = []

        @dataclass
        class Account:
            country: str

            def accepts(self, currency, method):
                return self is not CLOSED

            def charge(self, key, cents, currency, method):
                LOG.append(("charge", self is second))
                return "r"

            def refund(self, reference, cents):
                LOG.append(("refund", self is second))

        first, second = Account("de"), Account("de")
        CLOSED = first
        payments = Payments([first, second])
        payments.pay("order-17", 100, "EUR", "card")
        CLOSED = None
        payments.refund("order-17", 100)
        result = LOG
        """,
        [("charge", True), ("refund", True)],
    )
    yield played(
        "a reference that is false",
        """
        class Numbers(Fake):
            def charge(self, key, cents, currency, method):
                super().charge(key, cents, currency, method)
                return {"a": 0, "b": None}[currency]

        numbers = Numbers("numbers")
        payments = Payments([numbers])
        words = [payments.pay("order-1", 100, currency, "card") for currency in ("a", "a")]
        words += [payments.pay("order-2", 100, currency, "card") for currency in ("b", "b")]
        for order in ("order-1", "order-2"):
            payments.refund(order, 100)
        result = [words, len(numbers.charges), numbers.refunds]
        """,
        [["paid"] * 4, 2, [(0, 100), (None, 100)]],
    )
    yield played(
        "a provider that closes at night",
        """
        north, south = Fake("north"), Fake("south")
        north.takes = ()
        payments = Payments([north, south])
        payments.pay("order-1", 100, "EUR", "card")
        north.takes, south.takes = ("card",), ()
        payments.pay("order-2", 100, "EUR", "card")
        payments.refund("order-1", 100)
        result = [len(north.charges), len(south.charges), len(south.refunds)]
        """,
        [1, 1, 1],
    )
    yield played(
        "a provider that remembers keys",
        """
        class Replays(Fake):
            answers = {}

            def charge(self, key, cents, currency, method):
                self.charges.append(key)
                answer = self.answers.setdefault(key, (cents, "declined" if cents == 13 else f"r{len(self.answers)}"))
                if answer[0] != cents or not isinstance(key, str):
                    return "a key of another payment"
                if answer[1] == "declined":
                    raise Declined
                return answer[1]

        north = Replays("north")
        payments = Payments([north])
        for _ in range(12):
            payments.pay("1", 13, "EUR", "card")
        for order in ("1", "11"):
            payments.pay(order, 500, "EUR", "card")
            payments.refund(order, 1)
        result = [reference for reference, _ in north.refunds]
        """,
        ["r12", "r13"],
    )
    yield played(
        "two shops beside each other",
        """
        one, other = Payments([Fake("one")]), Payments([])
        one.pay("order-17", 100, "EUR", "card")
        late = Fake("late", takes=("wallet",))
        other.add(late)
        result = [other.refundable("order-17"), raised(lambda: one.pay("order-18", 100, "EUR", "wallet"))]
        result += [other.pay("order-17", 100, "EUR", "wallet"), len(late.charges)]
        """,
        [0, "NoProvider", "paid", 1],
    )

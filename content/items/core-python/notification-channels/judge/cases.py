"""The rules one by one, then channels, texts and policies that other people have written since."""

from collections.abc import Iterator
from random import Random
from textwrap import dedent

from hotseat.judges.calls import Case

FAKE = '''
class Fake:
    """Does what the words say, call by call, and keeps what it sent."""

    def __init__(self, *words):
        self.words, self.calls, self.sent = list(words), 0, []

    def send(self, address, text):
        self.calls += 1
        word = self.words.pop(0) if self.words else "ok"
        if word != "ok":
            raise {"temporary": Temporary, "permanent": Permanent, "bug": ZeroDivisionError}[word]
        self.sent.append((address, text))


def never(error, tries):
    return False


def thrice(error, tries):
    return tries < 3


def hello(facts):
    return "Hello " + facts["name"]


BOTH = {"email": "ann@example.org", "sms": "+100"}
ANN = {"name": "Ann"}


def made(again, texts=None, **channels):
    notifier = Notifier(again)
    for name, channel in channels.items():
        notifier.channel(name, channel)
    notifier.kind("hello", dict.fromkeys(channels, hello) if texts is None else texts)
    return notifier
'''


def played(name: str, program: str, expect: object, *, shown: bool = False) -> Case:
    """A case that plays with fake channels. Dicts are compared as lists of pairs, since their order counts."""
    return Case(name, program=FAKE + dedent(program), expect=expect, shown=shown)


def cases(chance: Random) -> Iterator[Case]:
    yield from rules()
    yield from extensions(chance)


def rules() -> Iterator[Case]:
    yield played(
        "the example",
        """
        email, sms = Fake("temporary"), Fake("permanent")
        notifier = made(thrice, email=email, sms=sms)
        result = [notifier.notify("m-1", "hello", BOTH, ANN), email.sent, sms.sent, email.calls]
        """,
        [{"email": "sent", "sms": "refused"}, [("ann@example.org", "Hello Ann")], [], 2],
        shown=True,
    )
    yield played(
        "the same message again",
        """
        email, sms, push = Fake("temporary", "temporary"), Fake("permanent"), Fake()
        notifier = made(never, email=email, sms=sms, push=push)
        user = BOTH | {"push": "p"}
        states = [list(notifier.notify("m-1", "hello", user, ANN).values()) for _ in range(4)]
        result = [states, email.calls, sms.calls, push.calls]
        """,
        [[["failed", "refused", "sent"]] * 2 + [["sent", "refused", "sent"]] * 2, 3, 1, 1],
        shown=True,
    )
    yield played(
        "another message to the same user",
        """
        email, sms = Fake("permanent"), Fake()
        notifier = made(never, email=email, sms=sms)
        first, second = (notifier.notify(id, "hello", BOTH, ANN) for id in ("m-1", "m-2"))
        result = [first, second, email.calls, sms.calls]
        """,
        [{"email": "refused", "sms": "sent"}, {"email": "sent", "sms": "sent"}, 2, 2],
    )
    yield played(
        "who applies, and in which order",
        """
        email, sms, push = Fake(), Fake(), Fake()
        notifier = made(never, {"email": hello, "fax": hello, "sms": hello}, email=email, sms=sms, push=push)
        user = {"push": "p", "fax": "f", "sms": "+100", "email": "a"}
        try:
            unknown = notifier.notify("m-0", "goodbye", user, ANN)
        except KeyError:
            unknown = "KeyError"
        result = [list(notifier.notify("m-1", "hello", user, ANN)), unknown]
        result += [notifier.notify("m-2", "hello", {"sms": None, "email": "a"}, ANN), push.calls, sms.calls]
        """,
        [["sms", "email"], "KeyError", {"email": "sent"}, 0, 1],
    )
    yield played(
        "a channel and a text with a bug",
        """
        def broken(facts):
            return facts["nmae"]

        asked = []
        def again(error, tries):
            asked.append(type(error).__name__)
            return tries < 3

        email, sms, push = Fake("bug"), Fake(), Fake()
        notifier = made(again, {"email": hello, "sms": broken, "push": hello}, email=email, sms=sms, push=push)
        user = BOTH | {"push": "p"}
        result = [notifier.notify("m-1", "hello", user, ANN), asked, email.calls, sms.calls]
        """,
        [{"email": "failed", "sms": "failed", "push": "sent"}, [], 1, 0],
    )
    yield played(
        "what the policy is asked",
        """
        asked = []
        def again(error, tries):
            asked.append((type(error).__name__, tries))
            return tries < 3

        email, sms = Fake(*["temporary"] * 5), Fake("temporary", "permanent")
        notifier = made(again, email=email, sms=sms)
        states = [notifier.notify("m-1", "hello", BOTH, ANN) for _ in range(2)]
        result = [states, asked]
        """,
        [
            [{"email": "failed", "sms": "refused"}, {"email": "sent", "sms": "refused"}],
            [("Temporary", 1), ("Temporary", 2), ("Temporary", 3), ("Temporary", 1), ("Temporary", 1), ("Temporary", 2)],
        ],
    )


def extensions(chance: Random) -> Iterator[Case]:
    name = chance.choice(["pager", "whatsapp", "carrier pigeon", "letter"])
    yield played(
        "a channel that was written later",
        f"""
        class Newcomer:
            __slots__ = ("out",)

            def __init__(self):
                self.out = []

            def send(self, address, text):
                self.out.append((address, text))

        def short(facts):
            return "shipped " + str(facts["order"])

        email, newcomer = Fake(), Newcomer()
        notifier = made(never, {{"email": hello, "{name}": short}}, email=email)
        user = {{"{name}": ("block", 4), "email": "a"}}
        before = notifier.notify("m-1", "hello", user, ANN | {{"order": 17}})
        notifier.channel("{name}", newcomer)
        after = notifier.notify("m-1", "hello", user, ANN | {{"order": 17}})
        result = [before, after, newcomer.out, email.calls]
        """,
        [{"email": "sent"}, {name: "sent", "email": "sent"}, [(("block", 4), "shipped 17")], 1],
    )
    yield played(
        "a channel with exceptions of its own",
        """
        class Busy(Temporary):
            pass

        class NoSuchNumber(Permanent):
            pass

        class Carrier:
            def __init__(self):
                self.calls = 0

            def send(self, address, text):
                self.calls += 1
                raise Busy if self.calls == 1 else NoSuchNumber

        carrier = Carrier()
        result = [made(thrice, sms=carrier).notify("m-1", "hello", BOTH, ANN), carrier.calls]
        """,
        [{"sms": "refused"}, 2],
    )
    yield played(
        "a policy with a budget",
        """
        class Budget:
            \"\"\"So many further tries for all messages together; none for a channel that says how long it will be away.\"\"\"

            def __init__(self, left):
                self.left = left

            def __call__(self, error, tries):
                if getattr(error, "for_hours", 0):
                    return False
                self.left -= 1
                return self.left >= 0

        class Away(Temporary):
            for_hours = 6

        class Closed:
            def send(self, address, text):
                raise Away

        email = Fake(*["temporary"] * 9)
        notifier = made(Budget(4), email=email, sms=Closed())
        states = [notifier.notify(id, "hello", BOTH, ANN) for id in ("m-1", "m-2", "m-3")]
        result = [states, email.calls]
        """,
        [[{"email": "failed", "sms": "failed"}] * 3, 7],
    )
    yield played(
        "another channel under the same name",
        """
        old, new = Fake("temporary"), Fake()
        notifier = made(never, sms=old)
        states = [notifier.notify("m-1", "hello", BOTH, ANN)]
        notifier.channel("sms", new)
        states += [notifier.notify(id, "hello", BOTH, ANN) for id in ("m-1", "m-2")]
        result = [states, old.calls, new.calls]
        """,
        [[{"sms": "failed"}, {"sms": "sent"}, {"sms": "sent"}], 1, 2],
    )
    yield played(
        "an address and a text that are false",
        """
        class Group(list):
            def send(self, address, text):
                self_sent.append((address, text))

        class Nothing:
            def __call__(self, facts):
                return ""

            def __bool__(self):
                return False

        self_sent = []
        notifier = made(never, {"chat": Nothing()}, chat=Group())
        result = [notifier.notify("", "hello", {"chat": 0}, {}), self_sent]
        """,
        [{"chat": "sent"}, [(0, "")]],
    )
    yield played(
        "two notifiers beside each other",
        """
        one, other = Fake(), Fake()
        first, second = made(never, sms=one), made(never, push=other)
        states = [notifier.notify("m-1", "hello", BOTH | {"push": "p"}, ANN) for notifier in (first, second)]
        result = [states, one.calls, other.calls]
        """,
        [[{"sms": "sent"}, {"push": "sent"}], 1, 1],
    )

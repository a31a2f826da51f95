# %% What a mock lets pass
import asyncio
import collections
import inspect
import sqlite3
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest import mock

from hotseat.proof import claim, probe, show


def outcome(run: Callable[[], object]) -> str:
    """What running it gives: "passes", or the name of the exception."""
    try:
        run()
    except Exception as error:
        return type(error).__name__
    return "passes"


def send(address: str, text: str) -> None:
    """The real thing that the mocks below stand for."""


MOCKS: dict[str, Callable[[], mock.NonCallableMock]] = {
    "Mock()": mock.Mock,
    "Mock(spec=send)": lambda: mock.Mock(spec=send),
    "create_autospec(send)": lambda: mock.create_autospec(send),
}
LINES: dict[str, Callable[[mock.NonCallableMock], object]] = {
    "m.assert_called_once": lambda m: m.assert_called_once,
    "m.assert_called_once()": lambda m: m.assert_called_once(),
    "m.called_once()": lambda m: m.called_once(),
    "m.asert_called()": lambda m: m.asert_called(),
    "m.was_called()": lambda m: m.was_called(),
    "m.retries": lambda m: m.retries,
    "m('a@b.c', 'hello', 3)": lambda m: m("a@b.c", "hello", 3),
}


@probe
def lines_that_pass(kind: str) -> list[str]:
    return [line for line, run in LINES.items() if outcome(lambda run=run: run(MOCKS[kind]())) == "passes"]


@claim("a-bare-mock-agrees")
def a_bare_mock_has_every_attribute_and_takes_every_call() -> bool:
    words = ["charge", "chrage", "was_called", "has_been_called_once", "verify", "retries", "x"]
    make = mock.Mock
    named = [outcome(lambda word=word: getattr(make(), word)) for word in words]
    called = [outcome(lambda arguments=arguments: make()(*arguments)) for arguments in ((), (1,), (1, 2, 3), ("a",) * 9)]
    show("attributes that nobody defined", [f"{word}: {what}" for word, what in zip(words, named, strict=True)])
    return set(named) == set(called) == {"passes"}


@claim("misspelt-assertions")
def some_misspelt_assertions_pass_and_some_raise() -> bool:
    kind = "Mock()"
    passes = lines_that_pass(kind)
    for line, run in LINES.items():
        show(f"{line}, on a {kind} that was never called", outcome(lambda run=run: run(MOCKS[kind]())))
    caught = {"m.called_once()", "m.asert_called()", "m.assert_called_once()"}
    return set(LINES) - set(passes) == caught


@claim("spec-knows-names-autospec-signatures")
def a_spec_checks_names_and_an_autospec_calls_as_well() -> bool:
    spec, autospec = lines_that_pass("Mock(spec=send)"), lines_that_pass("create_autospec(send)")
    show("lines that pass on a Mock(spec=send)", spec)
    show("lines that pass on create_autospec(send)", autospec)
    return set(spec) - set(autospec) == {"m('a@b.c', 'hello', 3)"} and "m.was_called()" not in spec


# %% A signature changes under a test
class Gateway:
    """As it was when the tests were written."""

    def charge(self, account: str, cents: int) -> str: ...

    def refund(self, charge: str) -> None: ...


class NewGateway:
    """After the change: a key is required now, and refund has another name."""

    def charge(self, account: str, cents: int, key: str) -> str: ...

    def reverse(self, charge: str) -> None: ...


def cancel(gateway: Gateway, account: str) -> None:
    """The code under test; nobody has adapted it."""
    charge = gateway.charge(account, 100)
    gateway.refund(charge)


STAND_INS: dict[str, Callable[[type], object]] = {
    "Mock()": lambda _: mock.Mock(),
    "MagicMock(spec=…)": lambda kind: mock.MagicMock(spec=kind),
    "create_autospec(…)": lambda kind: mock.create_autospec(kind, instance=True),
}


@claim("a-bare-mock-survives-a-changed-signature")
def a_test_with_a_bare_mock_passes_against_an_interface_that_is_gone() -> bool:
    now = NewGateway
    charge_only = {name: outcome(lambda make=make: make(now).charge("ann", 100)) for name, make in STAND_INS.items()}
    whole = {name: outcome(lambda make=make: cancel(make(now), "ann")) for name, make in STAND_INS.items()}
    real = outcome(lambda: cancel(now(), "ann"))
    show("charge without the new key, on each stand-in", [f"{name}: {what}" for name, what in charge_only.items()])
    show("the whole function, which also uses the old name", [f"{name}: {what}" for name, what in whole.items()])
    show("the real class", real)
    return (
        list(charge_only.values()) == ["passes", "passes", "TypeError"]
        and list(whole.values()) == ["passes", "AttributeError", "TypeError"]
        and real == "TypeError"
    )


class Session:
    """Sets an attribute where a class cannot show it."""

    def __init__(self) -> None:
        self.token = "t"

    def total(self) -> int:
        return 7


@claim("autospec-sees-the-class-only")
def an_autospec_knows_neither_instance_attributes_nor_return_types() -> bool:
    stand_in = mock.create_autospec(Session, instance=True)
    attribute = outcome(lambda: stand_in.token)
    returned = stand_in.total()
    show("an attribute that __init__ sets, on the autospec", attribute)
    show("what a method annotated with int returns", type(returned).__name__)
    return (attribute, isinstance(returned, int)) == ("AttributeError", False) and Session().total() == 7


# %% What a MagicMock answers when nobody said
EXPRESSIONS: dict[str, Callable[[mock.MagicMock], object]] = {
    "int(m.total())": lambda m: int(m.total()),
    "float(m.rate())": lambda m: float(m.rate()),
    "len(m.rows())": lambda m: len(m.rows()),
    "list(m.rows())": lambda m: list(m.rows()),
    "sum(m.rows())": lambda m: sum(m.rows()),
    "bool(m.is_blocked())": lambda m: bool(m.is_blocked()),
    "'x' in m.rows()": lambda m: "x" in m.rows(),
    "all(m.rows())": lambda m: all(m.rows()),
    "m.total() > 5": lambda m: m.total() > 5,
    "m.a() == m.a()": lambda m: m.a() == m.a(),
}


@probe
def evaluates_to(expression: str) -> str:
    try:
        return repr(EXPRESSIONS[expression](mock.MagicMock()))
    except Exception as error:
        return type(error).__name__


@claim("defaults-decide-for-you")
def a_magic_mock_is_one_and_empty_and_true() -> bool:
    values = {expression: evaluates_to(expression) for expression in EXPRESSIONS}
    show("what a MagicMock gives", [f"{expression}: {value}" for expression, value in values.items()])
    wanted = ["1", "1.0", "0", "[]", "0", "True", "False", "True", "TypeError", "True"]
    return list(values.values()) == wanted


def remind(users, mailer) -> None:
    """Sends to everybody who is active; has a fault in the only line that matters."""
    for user in users.active():
        mailer.send(user.email_adress)


class User:
    """As it really is."""

    email_address = "ann@example.org"


@claim("a-loop-over-a-mock-runs-no-time")
def the_body_of_a_loop_over_a_magic_mock_is_never_tested() -> bool:
    rows = [User()]
    users, mailer = mock.MagicMock(), mock.MagicMock()
    over_a_mock = outcome(lambda: remind(users, mailer))
    calls = mailer.send.call_count
    users.active.return_value = rows
    over_a_row = outcome(lambda: remind(users, mailer))
    show("over the mock's own return value, and calls of send", [over_a_mock, calls])
    show("over one real user", over_a_row)
    return (over_a_mock, calls, over_a_row) == ("passes", 0, "AttributeError")


# %% Where a patch takes effect
STYLES = {
    "import gateway; pay calls gateway.charge()": "import gateway\ndef pay(): return gateway.charge()",
    "from gateway import charge; pay calls charge()": "from gateway import charge\ndef pay(): return charge()",
    "from gateway import charge; pay calls HANDLERS['card'](), a dict filled at import": (
        "from gateway import charge\nHANDLERS = {'card': charge}\ndef pay(): return HANDLERS['card']()"
    ),
    "import gateway; def pay(charge=gateway.charge) calls charge()": (
        "import gateway\ndef pay(charge=gateway.charge): return charge()"
    ),
    "import gateway inside pay, which calls gateway.charge()": "def pay():\n    import gateway\n    return gateway.charge()",
}


@contextmanager
def modules(shop: str) -> Iterator[types.ModuleType]:
    """Two modules, `gateway` with the real charge, and `shop` with this source."""
    gateway, made = types.ModuleType("gateway"), types.ModuleType("shop")
    exec("def charge(): return 'real'", gateway.__dict__)
    with mock.patch.dict(sys.modules, {"gateway": gateway, "shop": made}):
        exec(shop, made.__dict__)
        yield made


@probe
def reached(style: str, target: str) -> str:
    """What `shop.pay()` reaches when `target` is patched."""
    with modules(STYLES[style]) as shop:
        try:
            with mock.patch(target, return_value="mock"):
                return {"mock": "the mock", "real": "the real function"}[shop.pay()]
        except AttributeError:
            return "nothing: patch raises AttributeError"


@claim("patch-where-it-is-looked-up")
def a_patch_replaces_a_name_in_one_place() -> bool:
    targets = ("gateway.charge", "shop.charge")
    table = {style: [reached(style, target) for target in targets] for style in STYLES}
    for style, found in table.items():
        show(style, [f"{target}: {what}" for target, what in zip(targets, found, strict=True)])
    mocked, real, nothing = "the mock", "the real function", "nothing: patch raises AttributeError"
    return list(table.values()) == [[mocked, nothing], [real, mocked], [real, real], [real, nothing], [mocked, nothing]]


# %% Called, awaited, remembered
@claim("called-is-not-awaited")
def a_forgotten_await_counts_as_called() -> bool:
    async def real_send(text: str) -> None: ...

    async def notify(sender) -> None:
        coroutine = sender("hello")
        coroutine.close()

    sender = mock.AsyncMock(spec=real_send)
    asyncio.run(notify(sender))
    answers = {
        "assert_called_once": outcome(sender.assert_called_once),
        "assert_awaited_once": outcome(sender.assert_awaited_once),
    }
    show("after a call whose await was forgotten", [f"{name}: {what}" for name, what in answers.items()])
    return inspect.iscoroutinefunction(real_send) and list(answers.values()) == ["passes", "AssertionError"]


@claim("arguments-are-kept-by-reference")
def a_mock_remembers_the_object_not_its_contents() -> bool:
    def place(order: list[str], sender) -> None:
        sender(order)
        order.clear()

    sender = mock.Mock()
    place(["book", "pen"], sender)
    as_sent = outcome(lambda: sender.assert_called_once_with(["book", "pen"]))
    as_left = outcome(lambda: sender.assert_called_once_with([]))
    show("asserting what was sent, and what was left of it", [as_sent, as_left])
    return (as_sent, as_left) == ("AssertionError", "passes")


# %% A fake beside a mock, on the same code
class Missing(Exception):
    """No such account."""


@dataclass
class FakeBank:
    """Behaves as the real one does, in memory: only what is committed counts."""

    committed: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)

    def get(self, account: str) -> int:
        try:
            return (self.committed | self.changed)[account]
        except KeyError:
            raise Missing(account) from None

    def put(self, account: str, balance: int) -> None:
        self.changed[account] = balance

    def commit(self) -> None:
        self.committed |= self.changed


def transfer(bank, source: str, target: str, amount: int) -> None:
    bank.put(source, bank.get(source) - amount)
    bank.put(target, bank.get(target) + amount)
    bank.commit()


def reads_both_first(bank, source: str, target: str, amount: int) -> None:
    """The same, with the reads before the writes: right, unless both are one account."""
    before, after = bank.get(source), bank.get(target)
    bank.put(source, before - amount)
    bank.put(target, after + amount)
    bank.commit()


def target_first(bank, source: str, target: str, amount: int) -> None:
    """The same in the other order."""
    bank.put(target, bank.get(target) + amount)
    bank.put(source, bank.get(source) - amount)
    bank.commit()


def commits_nothing(bank, source: str, target: str, amount: int) -> None:
    bank.put(source, bank.get(source) - amount)
    bank.put(target, bank.get(target) + amount)


def commits_too_early(bank, source: str, target: str, amount: int) -> None:
    bank.put(source, bank.get(source) - amount)
    bank.commit()
    bank.put(target, bank.get(target) + amount)


def says_by_calls(code: Callable) -> None:
    """What a test with a mock says: these calls were made."""
    bank = mock.Mock()
    bank.get.side_effect = [100, 50]
    code(bank, "ann", "bob", 30)
    assert bank.put.mock_calls == [mock.call("ann", 70), mock.call("bob", 80)]


def says_by_state(code: Callable) -> None:
    """What a test with a fake says: this is how it is afterwards."""
    bank = FakeBank({"ann": 100, "bob": 50})
    code(bank, "ann", "bob", 30)
    assert bank.committed == {"ann": 70, "bob": 80}


RIGHT, WRONG = [transfer, reads_both_first, target_first], [commits_nothing, commits_too_early]


@claim("a-fake-tests-the-state")
def the_mock_pins_the_calls_and_the_fake_the_result() -> bool:
    suites = {"by calls, with a mock": says_by_calls, "by state, with a fake": says_by_state}
    table = {}
    for name, suite in suites.items():
        false_alarms = sum(outcome(lambda code=code, suite=suite: suite(code)) != "passes" for code in RIGHT)
        missed = sum(outcome(lambda code=code, suite=suite: suite(code)) == "passes" for code in WRONG)
        table[name] = (false_alarms, missed)
        show(name, f"{false_alarms} of {len(RIGHT)} right programs fail, {missed} of {len(WRONG)} wrong ones pass")
    return list(table.values()) == [(1, 2), (0, 0)]


class SqlBank:
    """The real one, over SQLite."""

    def __init__(self, **balances: int) -> None:
        self.database = sqlite3.connect(":memory:")
        self.database.execute("create table account (name text primary key, balance integer)")
        self.database.executemany("insert into account values (?, ?)", balances.items())
        self.database.commit()

    def get(self, account: str) -> int:
        row = self.database.execute("select balance from account where name = ?", (account,)).fetchone()
        if row is None:
            raise Missing(account)
        return int(row[0])

    def put(self, account: str, balance: int) -> None:
        self.database.execute("insert or replace into account values (?, ?)", (account, balance))

    def commit(self) -> None:
        self.database.commit()


class DriftedBank(FakeBank):
    """A fake that was made more convenient than the real one."""

    def get(self, account: str) -> int:
        return (self.committed | self.changed).get(account, 0)


def contract(make: Callable[..., object]) -> collections.Counter[str]:
    """What anything must do that calls itself a bank; run against the real one and against its fake."""

    def reads_what_was_put(bank) -> None:
        bank.put("ann", 5)
        assert bank.get("ann") == 5

    def knows_who_is_missing(bank) -> None:
        try:
            bank.get("nobody")
        except Missing:
            return
        raise AssertionError

    checks = [reads_what_was_put, knows_who_is_missing]
    return collections.Counter(outcome(lambda check=check: check(make())) for check in checks)


@claim("a-contract-keeps-the-fake-honest")
def the_same_checks_run_on_the_real_one_and_on_the_fake() -> bool:
    real, fake, drifted = contract(lambda: SqlBank(ann=1)), contract(lambda: FakeBank({"ann": 1})), contract(DriftedBank)
    show("checks of the contract: real, fake, a fake that has drifted", [str(dict(each)) for each in (real, fake, drifted)])
    return real == fake == {"passes": 2} and drifted == {"passes": 1, "AssertionError": 1}

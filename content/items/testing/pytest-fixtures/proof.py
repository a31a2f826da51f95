# %% A model of the rules, as pytest's documentation states them
# pytest is not among what a proof may rely on. The model is small enough to read; the last cell compares it with pytest
# itself wherever that is installed.
import contextlib
import importlib.util
import io
import itertools
import os
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from hotseat.proof import Outcome, chart, claim, probe, show

SCOPES = ("session", "module", "class", "function")


@dataclass(frozen=True)
class Fixture:
    name: str
    scope: str = "function"
    needs: tuple[str, ...] = ()
    autouse: bool = False
    fails: bool = False
    """Raises in its set-up."""


@dataclass(frozen=True)
class Test:
    name: str
    asks: tuple[str, ...]
    module: int = 0
    group: int | None = None
    """The class that it is in, if any."""
    fails: bool = False

    def node(self, scope: str) -> tuple:
        """What a fixture of this scope lives as long as."""
        return {"session": (), "module": (self.module,), "class": (self.module, self.group, "class"), "function": (self,)}[scope]


class ScopeMismatch(Exception):
    """A fixture needs one that lives shorter than itself."""


class Suite:
    """Runs tests with their fixtures, and notes what happens: +name, =test, -name."""

    def __init__(self, *fixtures: Fixture) -> None:
        self.fixtures = {fixture.name: fixture for fixture in fixtures}
        self.events: list[str] = []
        self.living: list[tuple[Fixture, tuple]] = []

    def order(self, asks: tuple[str, ...]) -> list[str]:
        """Autouse first, by name, then what the test asks for from left to right, each with what it needs; wider scopes first."""
        names: list[str] = []

        def add(name: str) -> None:
            if name not in names:
                names.append(name)
                for need in self.fixtures[name].needs:
                    add(need)

        for name in (*sorted(name for name, fixture in self.fixtures.items() if fixture.autouse), *asks):
            add(name)
        return sorted(names, key=lambda name: SCOPES.index(self.fixtures[name].scope))

    def run(self, *tests: Test) -> list[str]:
        for test, following in itertools.zip_longest(tests, tests[1:]):
            try:
                for name in self.order(test.asks):
                    self.set_up(name, test)
            except RuntimeError:
                pass
            else:
                self.events.append(f"={test.name}")
            self.tear_down(following)
        return self.events

    def set_up(self, name: str, test: Test) -> None:
        fixture = self.fixtures[name]
        if (fixture, test.node(fixture.scope)) in self.living:
            return
        for need in fixture.needs:
            if SCOPES.index(self.fixtures[need].scope) > SCOPES.index(fixture.scope):
                raise ScopeMismatch(f"{name} needs {need}")
            self.set_up(need, test)
        self.events.append(f"+{name}")
        if fixture.fails:
            raise RuntimeError(name)
        self.living.append((fixture, test.node(fixture.scope)))

    def tear_down(self, following: Test | None) -> None:
        """What the next test will not use any more ends, narrower scopes first, and within one the last first."""
        for scope in reversed(SCOPES):
            for fixture, node in reversed([one for one in self.living if one[0].scope == scope]):
                if following is None or following.node(scope) != node:
                    self.living.remove((fixture, node))
                    self.events.append(f"-{fixture.name}")


def told(events: list[str], sign: str) -> list[str]:
    return [event[1:] for event in events if event[0] == sign]


# %% Order
SHOP = (
    Fixture("log", "session", autouse=True),
    Fixture("server", "session"),
    Fixture("tables", "module", needs=("server",)),
    Fixture("user", needs=("tables",)),
    Fixture("basket", needs=("user",)),
    Fixture("clock", autouse=True),
    Fixture("mails"),
)


@probe
def order_of_set_up(signature: str) -> str:
    asks = tuple(signature.removeprefix("test(").removesuffix(")").split(", "))
    return " ".join(told(Suite(*SHOP).run(Test("test", asks)), "+"))


@claim("wide-then-autouse-then-signature")
def scope_beats_autouse_and_autouse_beats_the_signature() -> bool:
    signature = ("mails", "basket", "server")
    found = told(Suite(*SHOP).run(Test("test", signature)), "+")
    show("set up for test(mails, basket, server)", " ".join(found))
    return found == ["log", "server", "tables", "clock", "mails", "user", "basket"]


@claim("torn-down-in-reverse")
def the_last_one_set_up_ends_first() -> bool:
    fixtures = SHOP
    signatures = [asks for size in (1, 2, 3) for asks in itertools.permutations(("mails", "basket", "user", "server"), size)]
    traces = [Suite(*fixtures).run(Test("test", asks)) for asks in signatures]
    show("signatures tried", len(traces))
    return all(told(trace, "-") == told(trace, "+")[::-1] for trace in traces)


# %% How often, and for how long
def layout(modules: int, groups: int, tests: int) -> list[Test]:
    places = itertools.product(range(modules), range(groups), range(tests))
    return [Test(f"m{module}c{group}t{number}", ("thing",), module, group) for module, group, number in places]


@probe
def set_ups(scope: str, modules: int, classes: int, tests: int) -> int:
    return len(told(Suite(Fixture("thing", scope)).run(*layout(modules, classes, tests)), "+"))


@claim("one-instance-for-each-scope")
def a_fixture_is_made_once_for_each_of_its_scope() -> bool:
    sizes = list(itertools.product((1, 2, 3), (1, 2, 4), (1, 3, 5)))
    expected = {
        "session": lambda m, c, t: 1,
        "module": lambda m, c, t: m,
        "class": lambda m, c, t: m * c,
        "function": lambda m, c, t: m * c * t,
    }
    counts = {scope: [set_ups(scope, *size) for size in sizes] for scope in SCOPES}
    show("set-ups for 3 modules of 4 classes of 5 tests", [f"{scope}: {counts[scope][-1]}" for scope in SCOPES])
    chart(
        "Set-ups of one fixture for 3 modules of 4 classes of 5 tests",
        list(SCOPES),
        {"set-ups": [counts[scope][-1] for scope in SCOPES]},
        x_label="scope",
        y_label="set-ups",
        kind="bars",
    )
    return all(counts[scope] == [expected[scope](*size) for size in sizes] for scope in SCOPES)


@claim("shared-within-a-test")
def two_fixtures_that_need_a_third_get_the_same() -> bool:
    scope = "function"
    fixtures = (Fixture("user", scope), Fixture("basket", needs=("user",)), Fixture("letter", needs=("user",)))
    events = Suite(*fixtures).run(Test("one", ("basket", "letter", "user")), Test("two", ("letter",)))
    made = Counter(told(events, "+"))
    show("set-ups of user in two tests, of which one asks for it in three ways", made["user"])
    return made["user"] == 2


@claim("wide-cannot-need-narrow")
def a_fixture_may_only_need_what_lives_as_long() -> bool:
    refused = []
    for mine, needed in itertools.product(SCOPES, repeat=2):
        suite = Suite(Fixture("needed", needed), Fixture("mine", mine, needs=("needed",)))
        try:
            suite.set_up("mine", Test("test", ("mine",), group=0))
        except ScopeMismatch:
            refused.append((mine, needed))
    show("refused of 16 pairs", len(refused))
    return refused == [
        (mine, needed) for mine, needed in itertools.product(SCOPES, repeat=2) if SCOPES.index(needed) > SCOPES.index(mine)
    ]


# %% When something fails
def torn_down(fails: str) -> list[str]:
    names = ("server", "tables", "user")
    fixtures = [Fixture(name, needs=names[:place][-1:], fails=name == fails) for place, name in enumerate(names)]
    return told(Suite(*fixtures).run(Test("test", ("user",), fails=fails == "the test")), "-")


@probe
def teardowns(fails: str) -> list[str]:
    return torn_down(fails.removeprefix("the set-up of "))


@claim("a-failed-set-up-is-not-torn-down")
def what_was_set_up_before_is() -> bool:
    places = ("the test", "user", "tables", "server")
    found = {place: torn_down(place) for place in places}
    for place, names in found.items():
        show(f"torn down when {place} fails", " ".join(names) or "nothing")
    return list(found.values()) == [["user", "tables", "server"], ["tables", "server"], ["server"], []]


# %% The model beside pytest itself
def as_module(fixtures: tuple[Fixture, ...], tests: tuple[Test, ...]) -> str:
    lines = ["import pytest"]
    for one in fixtures:
        lines += [f"@pytest.fixture(scope={one.scope!r}, autouse={one.autouse})", f"def {one.name}({', '.join(one.needs)}):"]
        lines += [f"    print('\\n@+{one.name}')"]
        lines += ["    raise RuntimeError"] if one.fails else ["    yield", f"    print('\\n@-{one.name}')"]
    for test in tests:
        lines += [f"def test_{test.name}({', '.join(test.asks)}):", f"    print('\\n@={test.name}')"]
        lines += ["    assert False"] if test.fails else []
    return "\n".join(lines) + "\n"


def by_pytest(fixtures: tuple[Fixture, ...], tests: tuple[Test, ...]) -> list[str]:
    import pytest

    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    out = io.StringIO()
    with tempfile.TemporaryDirectory(dir=".") as folder, contextlib.redirect_stdout(out):
        path = Path(folder, f"test_{Path(folder).name}.py")
        path.write_text(as_module(fixtures, tests))
        options = ["-q", "-s", "-p", "no:cacheprovider", "--import-mode=importlib", "--rootdir", folder, "-c", os.devnull]
        pytest.main([*options, str(path)])
    return [line[1:] for line in out.getvalue().splitlines() if line.startswith("@")]


@claim("the-model-is-pytest")
def pytest_does_the_same_where_it_is_installed() -> Outcome | bool:
    if importlib.util.find_spec("pytest") is None:
        return Outcome.UNSHOWN
    tests = (Test("one", ("mails", "basket", "server")), Test("two", ("user", "mails"), fails=True), Test("three", ("basket",)))
    broken = tuple(Fixture("user", needs=("tables",), fails=True) if one.name == "user" else one for one in SHOP)
    suites = [(SHOP, tests), (broken, tests[:1])]
    same = [Suite(*fixtures).run(*tests) == by_pytest(fixtures, tests) for fixtures, tests in suites]
    show("pytest", importlib.import_module("pytest").__version__)
    show("suites whose events are the same", f"{sum(same)} of {len(same)}")
    return all(same)

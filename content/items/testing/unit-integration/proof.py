# %% One program, seven faults, two kinds of tests
import itertools
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from hotseat.proof import chart, claim, probe, service, show

SHOP = """
def price(cents, member):
    if member and cents >= 10000:
        return cents - cents // 10
    return cents


def label(cents):
    return f"{cents // 100}.{cents % 100:02}"


def place(store, mail, name, cents, member):
    total = price(cents, member)
    number = store.add(name, total)
    mail(f"order {number}: {label(total)}")
    return number


class Store:
    def __init__(self, connection):
        self.connection = connection

    def add(self, name, total):
        sql = "insert into orders (name, total) values (%s, %s) returning number"
        number = self.connection.execute(sql, (name, total)).fetchone()[0]
        self.connection.commit()
        return number

    def spent(self, name):
        sql = "select sum(total) from orders where name = %s"
        return self.connection.execute(sql, (name,)).fetchone()[0]
"""
FAULTS = {
    "in price, > instead of >=": (">= 10000", "> 10000"),
    "in price, a hundredth instead of a tenth": ("cents // 10\n", "cents // 100\n"),
    "in label, without :02": (":02}", "}"),
    "in Store.add, a misspelt column": ("(name, total) values", "(name, totl) values"),
    "in Store.add, no commit": ("self.connection.commit()", "pass"),
    "in Store.add, parameters in another order": ("def add(self, name, total)", "def add(self, total, name)"),
    "in Store.spent, <= instead of =": ("where name = %s", "where name <= %s"),
}


def shop(fault: str | None) -> dict:
    """The program, with this fault or none."""
    source = SHOP
    if fault is not None:
        old, new = FAULTS[fault]
        assert source.count(old) == 1, fault
        source = source.replace(old, new)
    names: dict = {}
    exec(source, names)
    return names


class FakeStore:
    """A dict in place of the database."""

    def __init__(self) -> None:
        self.rows: dict[int, tuple[str, int]] = {}

    def add(self, name: str, total: int) -> int:
        number = len(self.rows) + 1
        self.rows[number] = (name, total)
        return number


def unit_tests(names: dict) -> None:
    """Each function alone, at its edges; the store is a fake."""
    price, label, place = names["price"], names["label"], names["place"]
    assert [price(9_999, True), price(10_000, True), price(20_000, False)] == [9_999, 9_000, 20_000]
    assert [label(5), label(1_234)] == ["0.05", "12.34"]
    store, mails = FakeStore(), []
    assert place(store, mails.append, "ann", 500, False) == 1
    assert (store.rows, mails) == ({1: ("ann", 500)}, ["order 1: 5.00"])


def integration_test(names: dict) -> None:
    """Two typical orders through everything, read back by another connection."""
    with fresh_tables() as (mine, other):
        store, mails = names["Store"](mine), []
        for name, cents in (("ann", 20_000), ("bob", 3_000)):
            names["place"](store, mails.append, name, cents, True)
        assert [names["Store"](other).spent(name) for name in ("ann", "bob")] == [18_000, 3_000]
        assert [mail.partition(": ")[2] for mail in mails] == ["180.00", "30.00"]


@contextmanager
def fresh_tables() -> Iterator[tuple[psycopg.Connection, psycopg.Connection]]:
    with psycopg.connect(service("postgres")) as mine, psycopg.connect(service("postgres"), autocommit=True) as other:
        other.execute("drop table if exists orders")
        other.execute("create table orders (number serial primary key, name varchar(8) not null, total integer not null)")
        yield mine, other
        mine.rollback()


SUITES: dict[str, Callable[[dict], None]] = {"the unit tests": unit_tests, "the integration test": integration_test}


def notices(suite: str, fault: str | None) -> bool:
    try:
        SUITES[suite](shop(fault))
    except Exception:
        return True
    return False


@probe
def faults_noticed(suite: str) -> list[str]:
    return [fault for fault in FAULTS if notices(suite, fault)]


@claim("each-notices-what-the-other-misses")
def neither_kind_is_a_smaller_version_of_the_other() -> bool:
    suites = list(SUITES)
    clean = not any(notices(suite, None) for suite in suites)
    unit, whole = (set(faults_noticed(suite)) for suite in suites)
    for suite in suites:
        show(f"not noticed by {suite}", [fault for fault in FAULTS if fault not in faults_noticed(suite)])
    return clean and (len(unit), len(whole), len(unit | whole)) == (3, 6, 7)


# %% A test database that is another one
SCRIPT = {
    "a name of 12 characters into varchar(8)": "insert into orders values (1, 'maximilianus', 5)",
    "the text 'five' into an integer column": "insert into orders values (1, 'ann', 'five')",
    "a line for an order that does not exist, with a foreign key": "insert into lines values (99)",
    "select name, max(total), with no group by": "select name, max(total) from orders",
    "an order number that is there already": "insert into orders values (7, 'ann', 5)",
    "a NULL in a not null column": "insert into orders values (1, null, 5)",
}
TABLES = (
    "create table orders (number integer primary key, name varchar(8) not null, total integer not null)",
    "create table lines (number integer references orders)",
    "insert into orders values (7, 'bob', 50)",
)


@probe
def refused_by(engine: str) -> list[str]:
    """Which of the statements raise, each on fresh tables."""
    refused = []
    for what, sql in SCRIPT.items():
        connection = psycopg.connect(service("postgres")) if engine == "PostgreSQL 18" else sqlite3.connect(":memory:")
        if engine == "PostgreSQL 18":
            connection.execute("create schema scratch; set search_path = scratch")
        try:
            for table in TABLES:
                connection.execute(table)
            connection.execute(sql)
        except (psycopg.Error, sqlite3.Error):
            refused.append(what)
        finally:
            connection.rollback()
            connection.close()
    return refused


def found_by_like(engine: str) -> int:
    sql = "select count(*) from (select 'Ann' as name) as people where name like 'ann'"
    with psycopg.connect(service("postgres")) if engine == "PostgreSQL 18" else sqlite3.connect(":memory:") as connection:
        return connection.execute(sql).fetchone()[0]


@claim("another-database-is-another-program")
def sqlite_accepts_what_postgresql_refuses() -> bool:
    strict, loose = "PostgreSQL 18", "SQLite"
    refused = {engine: refused_by(engine) for engine in (strict, loose)}
    for engine, statements in refused.items():
        show(f"refused by {engine}", f"{len(statements)} of {len(SCRIPT)}")
    like = [found_by_like(engine) for engine in (strict, loose)]
    show("'Ann' like 'ann', in each", like)
    return len(refused[strict]) == 6 and len(refused[loose]) == 2 and like == [0, 1]


# %% What adds up and what multiplies
def tests_needed(units: int, cases: int) -> tuple[int, int]:
    """Each unit's cases alone, and all their combinations through the whole."""
    alone = sum(1 for unit in range(units) for case in range(cases))
    whole = sum(1 for combination in itertools.product(range(cases), repeat=units))
    return alone, whole


@claim("cases-add-up-alone-and-multiply-together")
def combinations_grow_with_the_power() -> bool:
    sizes = list(itertools.product(range(1, 7), range(2, 5)))
    right = all(tests_needed(units, cases) == (units * cases, cases**units) for units, cases in sizes)
    show("5 units of 4 cases each: alone, in all combinations", tests_needed(5, 4))
    return right


def red_runs(tests: int, one_in: int) -> float:
    """Share of runs, in percent, in which at least one test fails for no reason, if each does so by itself one time in so many."""
    return 100 * (1 - (1 - 1 / one_in) ** tests)


@probe
def percent_red(tests: int, one_in: int) -> float:
    return red_runs(tests, one_in)


@claim("rare-flakes-add-up")
def a_suite_is_as_flaky_as_all_its_tests_together() -> bool:
    one_in = 1000
    percent = {tests: red_runs(tests, one_in) for tests in (10, 100, 700, 3000)}
    show(
        "one failure for no reason in 1,000 runs of a test; red runs with 10, 100, 700, 3000 tests",
        [f"{share:.0f} %" for share in percent.values()],
    )
    chart(
        "Runs that are red for no reason, if each test fails so once in 1,000 runs",
        list(range(0, 3001, 100)),
        {"red runs": [red_runs(tests, 1000) for tests in range(0, 3001, 100)]},
        x_label="tests in the suite",
        y_label="per cent",
    )
    return percent[10] < 2 and 50 < percent[700] < 51 and percent[3000] > 95


# %% Rows that a test leaves behind
def adds_ann(connection) -> None:
    connection.execute("insert into people values ('ann')")
    assert connection.execute("select count(*) from people").fetchone()[0] == 1


def starts_empty(connection) -> None:
    assert connection.execute("select count(*) from people").fetchone()[0] == 0


def deletes_all(connection) -> None:
    connection.execute("insert into people values ('bob')")
    connection.execute("delete from people")


def finds_ann(connection) -> None:
    """Was written, and passed, behind adds_ann."""
    assert connection.execute("select count(*) from people where name = 'ann'").fetchone()[0] == 1


TESTS = (adds_ann, starts_empty, deletes_all, finds_ann)


def passes(apart: bool) -> tuple[int, dict[str, int]]:
    """In how many of the 24 orders all four pass, and in how many each of them does."""
    green, each = 0, dict.fromkeys((test.__name__ for test in TESTS), 0)
    with psycopg.connect(service("postgres"), autocommit=True) as connection:
        connection.execute("create temporary table people (name text)")
        for order in itertools.permutations(TESTS):
            connection.execute("truncate people")
            failed = 0
            for test in order:
                try:
                    with connection.transaction(force_rollback=apart):
                        test(connection)
                except AssertionError:
                    failed += 1
                else:
                    each[test.__name__] += 1
            green += not failed
    return green, each


@claim("shared-rows-make-the-order-matter")
def tests_that_share_rows_pass_in_few_orders() -> bool:
    (shared, some), (apart, each) = passes(apart=False), passes(apart=True)
    show("rows shared: orders of 24 in which all four pass", shared)
    show("rows shared: orders in which each of them passes", [f"{name}: {count}" for name, count in some.items()])
    show("each rolled back: orders in which each of them passes", [f"{name}: {count}" for name, count in each.items()])
    return (shared, list(some.values())) == (4, [24, 16, 24, 8]) and (apart, list(each.values())) == (0, [24, 24, 24, 0])


# %% A test that never commits
def deferred_fault(commits: bool) -> str:
    """A line for an order that does not exist, where the foreign key is checked at the commit."""
    with psycopg.connect(service("postgres"), autocommit=True) as connection:
        connection.execute("create temporary table o (n integer primary key)")
        connection.execute("create temporary table l (n integer references o deferrable initially deferred)")
        try:
            with connection.transaction(force_rollback=not commits):
                connection.execute("insert into l values (99)")
        except psycopg.Error as error:
            return type(error).__name__
    return "passes"


@claim("rolled-back-tests-never-commit")
def what_happens_at_the_commit_is_not_tested() -> bool:
    rolled_back, committed = deferred_fault(commits=False), deferred_fault(commits=True)
    show("the test is rolled back, or commits", [rolled_back, committed])
    return (rolled_back, committed) == ("passes", "ForeignKeyViolation")

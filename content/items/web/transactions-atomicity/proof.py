# %% A real Django on a real PostgreSQL, with two connections to it, and SQLite beside
# The project is this file: it is its own app.
import contextlib
import functools
import logging
from collections.abc import Callable, Iterator

import django
import psycopg
from django.conf import settings

from hotseat.proof import chart, claim, probe, service, show


def database() -> dict[str, object]:
    """The server of this run, as Django's settings want it."""
    place = psycopg.conninfo.conninfo_to_dict(service("postgres"))
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {"ENGINE": "django.db.backends.postgresql"} | {known[name]: value for name, value in place.items() if name in known}


settings.configure(
    INSTALLED_APPS=["proof"],
    DATABASES={
        "default": database(),
        "other": database(),
        "lite": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.db import DatabaseError, DataError, IntegrityError, OperationalError, connection, connections, models
from django.db.models import F
from django.db.transaction import TransactionManagementError, atomic, on_commit
from django.test.utils import CaptureQueriesContext


class Order(models.Model):
    number = models.IntegerField(unique=True)
    total = models.IntegerField(default=0)


class Line(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)


@functools.cache
def tables() -> None:
    connection.cursor().execute("DROP TABLE IF EXISTS proof_line, proof_order")
    for alias in ("default", "lite"):
        with connections[alias].schema_editor() as editor:
            editor.create_model(Order)
            editor.create_model(Line)


@contextlib.contextmanager
def empty() -> Iterator[None]:
    """Empty tables at the start, and no transaction left open at the end."""
    tables()
    connection.cursor().execute("TRUNCATE proof_line, proof_order")
    yield
    for alias in ("default", "other"):
        connections[alias].close()


def create(number: int) -> Order:
    return Order.objects.create(number=number)


def saved(using: str = "other") -> list[int]:
    """The numbers of the orders that another connection finds."""
    return sorted(Order.objects.using(using).values_list("number", flat=True))


def statements(work: Callable[[], object]) -> list[str]:
    """The first word of each statement that `work()` sends; an exception of the database or of its own does not matter."""
    with (
        CaptureQueriesContext(connection) as captured,
        contextlib.suppress(DatabaseError, ValueError, TransactionManagementError),
    ):
        work()
    return [query["sql"].split()[0] for query in captured]


def raised(work: Callable[[], object]) -> str:
    """The name of the exception that leaves `work()`, "" when none does."""
    try:
        work()
    except Exception as error:
        return type(error).__name__
    return ""


# %% Without atomic each statement commits; with it, what leaves the block decides
def two_orders() -> None:
    create(1)
    create(1)  # the number is taken: IntegrityError


@claim("autocommit-keeps-the-first")
def without_atomic_each_save_stands_alone() -> bool:
    with empty():
        error = raised(two_orders)
        alone = saved()
    with empty():
        again = raised(atomic(two_orders))
        together = saved()
    show("orders saved without atomic, when the second save fails", alone)
    show("orders saved with atomic", together)
    return (error, alone) == ("IntegrityError", [1]) and (again, together) == ("IntegrityError", [])


def caught_inside(inner: Callable[[], object], last: Callable[[], object] | None = None) -> None:
    """Order 1, then an inner part whose exceptions are swallowed inside the block, then a last part."""
    with atomic():
        create(1)
        with contextlib.suppress(Exception):
            inner()
        if last:
            last()


def taken_number() -> None:
    create(2)
    create(1)


def value_error() -> None:
    create(2)
    raise ValueError("the address is incomplete")


@claim("caught-database-error-discards-all")
def a_database_error_caught_inside_discards_the_block() -> bool:
    with empty():
        quiet = raised(lambda: caught_inside(taken_number))
        left = saved()
        loud = raised(lambda: caught_inside(taken_number, last=lambda: create(3)))
        left_too = saved()
    show("nothing more in the block: exception that leaves it, orders saved", f"{quiet or 'none'}, {left}")
    show("one more query in the block: exception that leaves it, orders saved", f"{loud or 'none'}, {left_too}")
    return (quiet, left) == ("", []) and (loud, left_too) == ("TransactionManagementError", [])


@claim("caught-python-error-commits-half")
def a_python_error_caught_inside_commits_what_was_done() -> bool:
    with empty():
        error = raised(lambda: caught_inside(value_error))
        left = saved()
    show("exception that leaves the block, orders saved", f"{error or 'none'}, {left}")
    return (error, left) == ("", [1, 2])


# %% Savepoints
@claim("inner-atomic-undoes-itself")
def an_inner_atomic_undoes_only_itself() -> bool:
    with empty():
        sent = statements(lambda: caught_inside(atomic(taken_number), last=lambda: create(3)))
        left = saved()
    show("statements", sent)
    show("orders saved", left)
    return left == [1, 3] and sent[:1] + sent[-1:] == ["BEGIN", "COMMIT"] and "SAVEPOINT" in sent and "ROLLBACK" in sent


def each_alone(rows: int, savepoint: bool = True, outer: bool = True) -> None:
    """One atomic block for each row, within an outer one or not."""
    with atomic() if outer else contextlib.nullcontext():
        for number in range(rows):
            with atomic(savepoint=savepoint):
                create(number)


def statements_for(rows: int, savepoint: bool = True, outer: bool = True) -> int:
    with empty():
        return len(statements(lambda: each_alone(rows, savepoint, outer)))


@claim("savepoints-cost-two-statements")
def each_savepoint_costs_two_statements() -> bool:
    rows = [1, 5, 20, 50]
    counts = {
        "atomic() for each row": [statements_for(count) for count in rows],
        "atomic(savepoint=False) for each row": [statements_for(count, savepoint=False) for count in rows],
    }
    chart("Statements to save N rows in one transaction", rows, counts, x_label="rows", y_label="statements")
    return list(counts.values()) == [[3 * count + 2 for count in rows], [count + 2 for count in rows]]


@claim("no-savepoint-dooms-the-outer")
def an_inner_block_without_savepoint_dooms_the_outer() -> bool:
    with empty():
        error = raised(lambda: caught_inside(atomic(savepoint=False)(value_error)))
        left = saved()
    show("exception that leaves the outer block, orders saved", f"{error or 'none'}, {left}")
    return (error, left) == ("", [])


@claim("durable-refuses-nesting")
def durable_refuses_to_be_an_inner_block() -> bool:
    with empty():
        alone = raised(atomic(durable=True)(lambda: create(1)))
        nested = raised(atomic(atomic(durable=True)(lambda: create(2))))
    show("atomic(durable=True) outermost, and within another atomic", [alone or "no exception", nested])
    return (alone, nested) == ("", "RuntimeError")


@claim("foreign-keys-fail-at-commit")
def a_broken_foreign_key_is_found_at_the_end() -> bool:
    told: list[str] = []

    def order() -> None:
        with atomic():
            create(1)
            try:
                with atomic():
                    Line.objects.create(order_id=77)
                told.append("the inner block ends without an exception")
            except IntegrityError:
                told.append("IntegrityError in the inner block")

    with empty():
        error = raised(order)
        left = saved()
    show("a line of an order that does not exist", told[0])
    show("exception that leaves the outer block, orders saved", f"{error}, {left}")
    return told == ["the inner block ends without an exception"] and (error, left) == ("IntegrityError", [])


@claim("objects-keep-what-was-undone")
def objects_keep_what_the_rollback_took() -> bool:
    with empty():
        order = create(1)

        def raise_total() -> None:
            order.total = 500
            order.save()
            raise ValueError

        raised(atomic(raise_total))
        stored = Order.objects.get(number=1).total
    show("total in the object and in the row after the rollback", [order.total, stored])
    return (order.total, stored) == (500, 0)


# %% After the commit
def ordered() -> list[str]:
    """What a worker finds when it is told of an order within the outer block, and when by on_commit."""
    found = []
    with atomic():
        with atomic():
            create(1)
        found.append(f"after an inner block: {saved()}")
        on_commit(lambda: found.append(f"in on_commit: {saved()}"))
    return found


@claim("worker-sees-it-after-commit")
def a_worker_sees_the_row_only_after_the_commit() -> bool:
    with empty():
        found = ordered()
    for line in found:
        show("orders that another connection finds", line)
    return found == ["after an inner block: []", "in on_commit: [1]"]


def hooks(inner: str, first: str) -> tuple[list[str], list[int], str]:
    """Hooks a, b and c, registered before, in and after an inner block: those that ran, the orders saved, the exception."""
    ran: list[str] = []

    def a() -> None:
        ran.append("a")
        if first != "returns":
            raise ValueError("the mail server is down")

    def place() -> None:
        with atomic():
            create(1)
            on_commit(a, robust=first == "raises, but was registered with robust=True")
            with contextlib.suppress(ValueError), atomic():
                create(2)
                on_commit(lambda: ran.append("b"))
                if inner == "raises, which the outer block catches":
                    raise ValueError
            ran.append("end of the block")
            on_commit(lambda: ran.append("c"))

    with empty():
        error = raised(place)
        return ran, saved(), error


NORMALLY, CAUGHT = "ends normally", "raises, which the outer block catches"


@claim("hooks-run-after-the-outermost")
def hooks_run_after_the_outermost_block_if_their_savepoint_lived() -> bool:
    normal, caught = hooks(NORMALLY, "returns"), hooks(CAUGHT, "returns")
    show("inner block ends normally", normal[0])
    show("inner block is rolled back", caught[0])
    return normal[0] == ["end of the block", "a", "b", "c"] and caught[0] == ["end of the block", "a", "c"]


@claim("failing-hook-stops-the-others")
def a_failing_hook_stops_the_others_and_undoes_nothing() -> bool:
    logging.disable(logging.CRITICAL)
    plain, robust = hooks(NORMALLY, "raises"), hooks(NORMALLY, "raises, but was registered with robust=True")
    for name, (ran, left, error) in (("plain", plain), ("robust=True", robust)):
        show(f"{name}: hooks that ran, orders saved, exception", f"{ran[1:]}, {left}, {error or 'none'}")
    stopped = plain == (["end of the block", "a"], [1, 2], "ValueError")
    return stopped and robust == (["end of the block", "a", "b", "c"], [1, 2], "")


def division(using: str = "default") -> None:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


@claim("hook-runs-though-nothing-was-saved")
def a_swallowed_error_of_a_cursor_runs_hooks_without_a_commit() -> bool:
    ran: list[str] = []

    def place() -> None:
        with atomic():
            create(1)
            on_commit(lambda: ran.append("mail sent"))
            with contextlib.suppress(DataError):
                division()

    with empty():
        sent = statements(place)
        left = saved()
    show("statements", sent)
    show("hooks that ran, orders saved", f"{ran}, {left}")
    return ran == ["mail sent"] and left == [] and sent[-1] == "COMMIT"


# %% Atomic is not a lock
def read(alias: str, locking: bool = False) -> Order:
    orders = Order.objects.using(alias)
    return (orders.select_for_update(nowait=True) if locking else orders).get(number=1)


def save_less(order: Order, amount: int) -> None:
    order.total -= amount
    order.save()


def update_less(order: Order, amount: int) -> None:
    Order.objects.using(order._state.db).filter(pk=order.pk).update(total=F("total") - amount)


def left_of_100(less: Callable[[Order, int], None]) -> int:
    """Two sessions, each in atomic, read the same order, and then take 10 and 20 from its total, one after the other."""
    with empty(), contextlib.ExitStack() as ours, contextlib.ExitStack() as theirs:
        Order.objects.create(number=1, total=100)
        ours.enter_context(atomic())
        theirs.enter_context(atomic(using="other"))
        one, two = read("default"), read("other")
        less(one, 10)
        ours.close()
        less(two, 20)
        theirs.close()
        return Order.objects.get().total


@claim("atomic-loses-updates")
def two_atomic_blocks_lose_an_update() -> bool:
    saving, updating = left_of_100(save_less), left_of_100(update_less)
    show("100 - 10 - 20, by reading, subtracting and save() in atomic", saving)
    show("by update(total=F('total') - n)", updating)
    return (saving, updating) == (80, 70)


def can_lock() -> bool:
    """Whether another session gets the row's lock at once."""
    try:
        with atomic(using="other"):
            read("other", locking=True)
    except OperationalError:
        return False
    return True


def moments(place: str, ends: str) -> list[bool]:
    """Whether the other session gets the lock: while the inner block runs, after it, and after the outer one."""
    free = []
    with empty():
        create(1)
        with atomic():
            if place == "the outer block, before an inner block":
                read("default", locking=True)
            with contextlib.suppress(ValueError), atomic():
                if place == "an inner block":
                    read("default", locking=True)
                free.append(can_lock())
                if ends == CAUGHT:
                    raise ValueError
            free.append(can_lock())
        free.append(can_lock())
    return free


@claim("row-lock-lasts-to-the-outermost")
def a_row_lock_lasts_to_the_end_of_the_outermost_block() -> bool:
    normal, undone = moments("an inner block", NORMALLY), moments("an inner block", CAUGHT)
    show("free in the inner block, after it, after the outer one; the inner block ends normally", normal)
    show("the same if the inner block is rolled back", undone)
    return normal == [False, False, True] and undone == [False, True, True]


@claim("locking-needs-a-transaction")
def select_for_update_needs_a_transaction_and_a_database_that_locks() -> bool:
    with empty():
        create(1)
        Order.objects.using("lite").get_or_create(number=1)
        refused = raised(lambda: read("default", locking=True))
        ignored = raised(lambda: read("lite", locking=True))
        with CaptureQueriesContext(connections["lite"]) as captured:
            read("lite", locking=True)
    show("select_for_update outside atomic on PostgreSQL, and on SQLite", [refused, ignored or "no exception"])
    show("SQLite is sent FOR UPDATE", "FOR UPDATE" in captured[0]["sql"])
    return (refused, ignored) == ("TransactionManagementError", "") and "FOR UPDATE" not in captured[0]["sql"]


# %% Truths of the probes
def swallowed_division() -> None:
    create(2)
    division()


INNER: dict[str, Callable[[], object]] = {
    "create(2); raise ValueError": value_error,
    "create(2); create(1)": taken_number,
    "create(2); cursor.execute('SELECT 1 / 0')": swallowed_division,
    "with atomic(): create(2); create(1)": atomic(taken_number),
    "with atomic(): create(2); raise ValueError": atomic(value_error),
    "with atomic(savepoint=False): create(2); raise ValueError": atomic(savepoint=False)(value_error),
}


@probe
def what_is_saved(inner: str, last: str) -> str:
    with empty():
        error = raised(lambda: caught_inside(INNER[inner], last=(lambda: create(3)) if last == "create(3)" else None))
        left = saved()
    if not left:
        return "no row, and an exception leaves the block" if error else "no row, and no exception leaves the block"
    return "every row that was created" if 2 in left else "every row that was created, but not row 2"


@probe
def statements_sent(rows: int, inner: str, outer: str) -> int:
    return statements_for(rows, savepoint=inner == "atomic()", outer=outer == "inside one outer atomic block")


@probe
def what_happens(inner: str, first: str) -> list[str]:
    ran, left, error = hooks(inner, first)
    facts = {
        "hook b runs": "b" in ran,
        "hook c runs": "c" in ran,
        "order 1 is saved": 1 in left,
        "order 2 is saved": 2 in left,
        "an exception leaves the outer block": error != "",
    }
    return [fact for fact, holds in facts.items() if holds]


@probe
def lock_is_free(place: str, ends: str) -> str:
    if place == "no atomic block at all":
        with empty():
            create(1)
            assert raised(lambda: read("default", locking=True))
        return "it is never taken: select_for_update raises"
    names = ["while the inner block runs", "after the inner block, before the outer one ends", "after the outer block"]
    return names[moments(place, ends).index(True)]

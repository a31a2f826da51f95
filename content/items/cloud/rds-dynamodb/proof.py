# %% A model, not AWS: what a request costs
# Follows the Amazon DynamoDB Developer Guide ("DynamoDB read and write operations", "Partitions and data distribution"), read in
# November 2026. Nothing here talks to AWS; a real PostgreSQL stands on the other side of the comparison.
import hashlib
import math
import random
from collections.abc import Callable, Iterable

import psycopg

from hotseat.proof import chart, claim, probe, service, show

KIB = 1024
SHARE = {"eventually consistent": 0.5, "strongly consistent": 1.0, "transactional": 2.0}


def read_units(sizes: Iterable[float], consistency: str, together: bool) -> float:
    """Units to read items of these sizes in bytes: rounded up together (Query, Scan) or each alone (GetItem, BatchGetItem)."""
    groups = [sum(sizes)] if together else list(sizes)
    return SHARE[consistency] * sum(max(1, math.ceil(size / (4 * KIB))) for size in groups)


def write_units(before: float, after: float, transactional: bool = False) -> int:
    """Units to write one item: the larger of its sizes before and after, rounded up."""
    return max(1, math.ceil(max(before, after) / KIB)) * (2 if transactional else 1)


@claim("units-as-documented")
def the_documented_examples_come_out() -> bool:
    strong, eventual = "strongly consistent", "eventually consistent"
    found = {
        "GetItem 3.5 KB and 10 KB": [read_units([size * KIB], strong, False) for size in (3.5, 10)],
        "8 KB: strong, eventual, transactional": [
            read_units([8 * KIB], mode, False) for mode in (strong, eventual, "transactional")
        ],
        "BatchGetItem 1.5 + 6.5 KB": read_units([1.5 * KIB, 6.5 * KIB], strong, False),
        "Query of 10 items, 40.8 KB": read_units([4.08 * KIB] * 10, strong, True),
        "80 KB, eventually consistent": read_units([80 * KIB], eventual, True),
        "PutItem 500 bytes, 1.6 KB": [write_units(0, 500), write_units(0, 1.6 * KIB)],
        "BatchWriteItem 500 bytes + 3.5 KB": write_units(0, 500) + write_units(0, 3.5 * KIB),
    }
    for name, units in found.items():
        show(name, units)
    return list(found.values()) == [[1, 3], [2, 1, 4], 3, 11, 10, [1, 2], 5]


@probe
def units_to_read(count: int, size: int, operation: str, consistency: str) -> float:
    return read_units([size] * count, consistency, together=operation == "Query")


# %% A model of a table: partition key, sort key, an index that follows later, conditional writes
type Item = dict[str, str]


class Refused(Exception):
    """A condition that was not met, or a request that the service does not accept."""


class Table:
    """Items by partition key `PK` and sort key `SK`, one sparse index on an attribute, and the units used so far."""

    def __init__(self, indexed: str | None = None) -> None:
        self.items: dict[tuple[str, str], Item] = {}
        self.indexed, self.index, self.pending = indexed, dict[tuple[str, str], Item](), list[Item]()
        self.reads = self.writes = 0.0

    def put(self, item: Item, condition: Callable[[Item], bool] | None = None) -> None:
        key = item["PK"], item["SK"]
        before = self.items.get(key, {})
        self.writes += write_units(size_of(before), size_of(item))
        if condition is not None and not condition(before):
            raise Refused("ConditionalCheckFailedException")
        self.items[key] = dict(item)
        self.pending.append(dict(item))

    def propagate(self) -> None:
        """Bring the index up to date; the service does it by itself, some time after the write."""
        for item in self.pending:
            key = item["PK"], item["SK"]
            self.index.pop(key, None)
            if self.indexed in item:
                self.index[key] = item
        self.pending.clear()

    def get(self, pk: str, sk: str) -> Item:
        item = self.items.get((pk, sk), {})
        self.reads += read_units([size_of(item)], "strongly consistent", together=False)
        return dict(item)

    def query(self, pk: str, begins: str = "") -> list[Item]:
        found = [item for key, item in sorted(self.items.items()) if key[0] == pk and key[1].startswith(begins)]
        self.reads += read_units(map(size_of, found), "eventually consistent", together=True)
        return found

    def scan(self, keep: Callable[[Item], bool]) -> list[Item]:
        """Reads everything, pays for everything, then filters."""
        self.reads += read_units(map(size_of, self.items.values()), "eventually consistent", together=True)
        return [item for item in self.items.values() if keep(item)]

    def query_index(self, value: str, consistent: bool = False) -> list[Item]:
        if consistent:
            raise Refused("Consistent reads are not supported on global secondary indexes")
        return [item for item in self.index.values() if item[self.indexed] == value]


def size_of(item: Item) -> int:
    """The bytes of the attributes' names and values, all of them text here."""
    return sum(len(name.encode()) + len(value.encode()) for name, value in item.items())


def shop(customers: int, orders: int = 10) -> Table:
    """One table for customers and their orders: what is read together has one partition key."""
    table = Table(indexed="open")
    for customer in range(customers):
        pk = f"CUSTOMER#{customer:04}"
        table.put({"PK": pk, "SK": "PROFILE", "name": f"Customer {customer}", "note": "x" * 200})
        for order in range(orders):
            item = {"PK": pk, "SK": f"ORDER#{order:03}", "product": f"P{order % 5}", "euro": str(10 + order), "note": "x" * 200}
            table.put(item | ({"open": "yes"} if order == 0 else {}))
    table.propagate()
    table.reads = table.writes = 0
    return table


SIZES = [10, 50, 200]


def spent(table: Table, work: Callable[[Table], object]) -> tuple[float, int]:
    """Read units and items of one request."""
    before = table.reads
    found = work(table)
    return table.reads - before, len(found)


@claim("key-first")
def a_planned_question_costs_the_same_at_every_size() -> bool:
    planned, unplanned = [], []
    for customers in SIZES:
        table = shop(customers)
        planned.append(spent(table, lambda table: table.query("CUSTOMER#0003")))
        unplanned.append(spent(table, lambda table: table.scan(lambda item: item["PK"] == "CUSTOMER#0003")))
    title = "Read units to fetch one customer with ten orders"
    lines = {"Query by key": [cost for cost, _ in planned], "Scan with filter": [cost for cost, _ in unplanned]}
    chart(title, SIZES, lines, x_label="customers in the table", y_label="read units", log_x=True, log_y=True)
    show("units and items by Query", [list(pair) for pair in planned])
    show("units and items by Scan with a filter", [list(pair) for pair in unplanned])
    same_items = {found for _, found in planned + unplanned} == {11}
    return same_items and {cost for cost, _ in planned} == {0.5} and unplanned[-1][0] > 15 * unplanned[0][0]


# %% Hot keys: a partition has a ceiling, whatever the table has
CEILING = 1000  # write units a second and partition, as documented in 2026


def place(key: str, partitions: int) -> int:
    """The partition of a key. DynamoDB's hash function is internal; this is another one with the same purpose."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest()) * partitions >> 64


def accepted(keys: Iterable[str], size: int, partitions: int) -> int:
    """Writes of one second that succeed, once burst capacity is used up; the table as a whole has capacity to spare."""
    used, done = [0] * partitions, 0
    for key in keys:
        at = place(key, partitions)
        if used[at] + write_units(0, size) <= CEILING:
            used[at] += write_units(0, size)
            done += 1
    return done


def day_keys(writes: int, suffixes: int) -> list[str]:
    """Today's date as key, with one of so many suffixes."""
    chance = random.Random(7)
    return [f"2026-11-23.{chance.randrange(suffixes)}" for _ in range(writes)]


@claim("hot-key-is-capped")
def one_key_is_served_by_one_partition() -> bool:
    alone = [accepted(day_keys(5000, 1), 500, partitions) for partitions in (1, 8, 64)]
    spread = [accepted(day_keys(5000, suffixes), 500, 64) for suffixes in (1, 4, 16, 200)]
    many = accepted([f"user-{number}" for number in range(5000)], 500, 64)
    show("of 5,000 writes a second to one key, accepted with 1, 8 and 64 partitions", alone)
    show("with 1, 4, 16 and 200 suffixes on 64 partitions", spread)
    show("with a key for each user", many)
    show("of items of 2.5 KB to one key", accepted(day_keys(5000, 1), 2560, 64))
    capped = set(alone) == {1000} and accepted(day_keys(5000, 1), 2560, 64) == 333
    return capped and spread == [1000, 4000, 5000, 5000] and many == 5000


@probe
def writes_accepted(rate: int, size: int, partitions: int) -> int:
    return accepted(["2026-11-23"] * rate, size, partitions)


# %% Consistency: the index follows, the condition decides
@claim("index-lags")
def a_write_is_in_the_table_before_it_is_in_the_index() -> bool:
    table = shop(3)
    table.put({"PK": "CUSTOMER#0001", "SK": "ORDER#999", "open": "yes"})
    in_table = bool(table.get("CUSTOMER#0001", "ORDER#999"))
    early = len(table.query_index("yes"))
    try:
        table.query_index("yes", consistent=True)
        refused = False
    except Refused:
        refused = True
    table.propagate()
    late = len(table.query_index("yes"))
    show("read from the table right after the write", in_table)
    show("open orders in the index, right after and later", [early, late])
    show("items in the table, and in the sparse index", [len(table.items), len(table.index)])
    return in_table and (early, late) == (3, 4) and refused


def stock_after(clients: int, stock: int, how: str) -> tuple[int, int, float]:
    """Every client reads the stock, then every client writes it back less one. Stock, successes, write units."""
    table = Table()
    table.put({"PK": "ITEM#1", "SK": "STOCK", "left": str(stock)})
    table.writes = 0
    seen = [table.get("ITEM#1", "STOCK")["left"] for _ in range(clients)]
    done = 0
    for old in seen:
        if how == "update expression":
            old = table.items["ITEM#1", "STOCK"]["left"]  # computed where the item is, with no read before
        unchanged = (lambda item, old=old: item["left"] == old) if how == "conditional put" else None
        try:
            table.put({"PK": "ITEM#1", "SK": "STOCK", "left": str(int(old) - 1)}, unchanged)
            done += 1
        except Refused:
            pass
    return int(table.items["ITEM#1", "STOCK"]["left"]), done, table.writes


@claim("condition-tells-the-loser")
def a_condition_turns_a_lost_update_into_an_error() -> bool:
    ways = ("plain put", "conditional put", "update expression")
    found = {how: stock_after(4, 10, how) for how in ways}
    for how, (left, done, units) in found.items():
        show(f"4 clients, stock 10, {how}: stock, successes, write units", [left, done, units])
    return list(found.values()) == [(9, 4, 4), (9, 1, 4), (6, 4, 4)]


@probe
def stock_left(clients: int, stock: int, how: str) -> int:
    return stock_after(clients, stock, how)[0]


# %% The other side, and a real one: PostgreSQL 18 answers what nobody planned
QUESTION = """
    SELECT p.category, sum(o.euro) FROM orders o JOIN products p USING (product) JOIN customers c USING (customer)
    WHERE c.city = 'Graz' GROUP BY p.category ORDER BY 1
"""
LOOKUP = "SELECT * FROM orders WHERE placed = 4321"


def plan_of(connection: psycopg.Connection, statement: str) -> set[str]:
    """The kinds of nodes in the statement's plan."""
    rows = connection.execute("EXPLAIN (FORMAT JSON) " + statement).fetchone()
    todo, kinds = [rows[0][0]["Plan"]], set()
    while todo:
        node = todo.pop()
        kinds.add(node["Node Type"])
        todo += node.get("Plans", [])
    return kinds


def fill(connection: psycopg.Connection) -> None:
    """Customers in two cities, five products in two categories, ten thousand orders."""
    connection.execute("CREATE TEMP TABLE customers (customer int PRIMARY KEY, city text)")
    connection.execute("CREATE TEMP TABLE products (product int PRIMARY KEY, category text)")
    connection.execute(
        "CREATE TEMP TABLE orders (customer int REFERENCES customers, product int REFERENCES products, euro int CHECK (euro > 0),"
        " placed int)"
    )
    connection.execute(
        "INSERT INTO customers SELECT n, CASE n % 4 WHEN 0 THEN 'Graz' ELSE 'Linz' END FROM generate_series(1, 500) n"
    )
    connection.execute("INSERT INTO products SELECT n, CASE WHEN n < 3 THEN 'book' ELSE 'toy' END FROM generate_series(1, 5) n")
    connection.execute("INSERT INTO orders SELECT n % 500 + 1, n % 5 + 1, n % 90 + 1, n FROM generate_series(1, 10000) n")
    connection.execute("ANALYZE customers, products, orders")


@claim("postgres-answers-the-unplanned")
def a_join_nobody_planned_is_one_statement() -> bool:
    with psycopg.connect(service("postgres"), autocommit=True) as connection:
        fill(connection)
        answer = connection.execute(QUESTION).fetchall()
        rows = range(1, 10_001)
        graz = [n for n in rows if (n % 500 + 1) % 4 == 0]
        by_hand = {name: sum(n % 90 + 1 for n in graz if (n % 5 + 1 < 3) == (name == "book")) for name in ("book", "toy")}
        before = plan_of(connection, LOOKUP)
        connection.execute("CREATE INDEX ON orders (placed)")
        after = plan_of(connection, LOOKUP)
    show("euro by category in one city, one statement with two joins", answer)
    show("plan of the same statement before and after CREATE INDEX", [sorted(before), sorted(after)])
    return dict(answer) == by_hand and before == {"Seq Scan"} and "Seq Scan" not in after


@claim("postgres-guards-the-rows")
def a_foreign_key_and_a_check_hold_for_every_writer() -> bool:
    refused = []
    with psycopg.connect(service("postgres"), autocommit=True) as connection:
        fill(connection)
        for values in ("(9999, 1, 5, 0)", "(1, 1, -5, 0)"):
            try:
                with connection.transaction():
                    connection.execute("UPDATE customers SET city = 'Wien' WHERE customer = 1")
                    connection.execute(f"INSERT INTO orders VALUES {values}")
            except psycopg.errors.IntegrityError as error:
                refused.append(type(error).__name__)
        city = connection.execute("SELECT city FROM customers WHERE customer = 1").fetchone()
    table = shop(1)
    table.put({"PK": "CUSTOMER#9999", "SK": "ORDER#000", "euro": "-5"})
    show("PostgreSQL: an order without customer, a negative price", refused)
    show("city of customer 1 after both transactions", city[0])
    show("the model took the same item without a customer", ("CUSTOMER#9999", "PROFILE") not in table.items)
    return refused == ["ForeignKeyViolation", "CheckViolation"] and city[0] == "Linz"

# %% A real PostgreSQL: customers and their purchases, and what the executed plan counted
import re
from collections.abc import Iterator
from typing import Any

import psycopg

from hotseat.proof import chart, claim, probe, service, show


def connect() -> psycopg.Connection:
    connection = psycopg.connect(service("postgres"), autocommit=True, prepare_threshold=None)
    connection.execute("DROP SCHEMA IF EXISTS shop CASCADE; CREATE SCHEMA shop; SET search_path = shop")
    return connection


def one(db: psycopg.Connection, sql: str) -> Any:
    """The first column of the first row."""
    row = db.execute(sql).fetchone()
    assert row is not None
    return row[0]


def shop(db: psycopg.Connection, *, customers: int = 1_000, each: int = 4, index: bool = False, nulls: int = 0) -> None:
    """Customers 0, 1, 2, …; those with an even number have so many purchases each, and so many have no customer."""
    db.execute("DROP TABLE IF EXISTS customer, purchase")
    db.execute(
        f"CREATE TABLE customer AS SELECT n AS id, n % 10 AS country, 'c' || n AS name FROM generate_series(0, {customers - 1}) n"
    )
    owner = f"n * 2 % {customers} AS customer"
    db.execute(
        f"CREATE TABLE purchase AS SELECT n AS id, {owner}, n % 100 AS amount FROM generate_series(0, {customers // 2 * each - 1}) n "
        f"UNION ALL SELECT 1000000 + n, NULL, 0 FROM generate_series(1, {nulls}) n"
    )
    db.execute("ALTER TABLE customer ADD PRIMARY KEY (id); ALTER TABLE purchase ADD PRIMARY KEY (id)")
    if index:
        db.execute("CREATE INDEX ON purchase (customer, id) INCLUDE (amount)")
    db.execute("VACUUM ANALYZE customer")
    db.execute("VACUUM ANALYZE purchase")


def executed(db: psycopg.Connection, sql: str) -> dict[str, Any]:
    """The plan with what its execution counted. The first run warms the catalogue caches."""
    db.execute(sql)
    explained: dict[str, Any] = one(db, f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, SUMMARY OFF, FORMAT JSON) {sql}")[0]["Plan"]
    return explained


def nodes(root: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield root
    for child in root.get("Plans", []):
        yield from nodes(child)


def pages(root: dict[str, Any]) -> int:
    """Pages that the plan looked at, in memory or not."""
    return int(root["Shared Hit Blocks"] + root["Shared Read Blocks"])


def scans(root: dict[str, Any], table: str = "purchase") -> tuple[int, int]:
    """How often a table is read, and how many rows all these scans return."""
    found = [node for node in nodes(root) if node.get("Relation Name") == table]
    return sum(node["Actual Loops"] for node in found), round(sum(node["Actual Rows"] * node["Actual Loops"] for node in found))


# %% The same question gets the same plan
def shape(db: psycopg.Connection, sql: str) -> str:
    """The plan as text, without the names that a query gives to its tables."""
    lines = [line for (line,) in db.execute(f"EXPLAIN (COSTS OFF) {sql}").fetchall()]
    return re.sub(r" [cp]$", "", re.sub(r"\b(?:p|c|purchase|customer)\.", "", "\n".join(lines)), flags=re.MULTILINE)


BOUGHT = {
    "EXISTS": "SELECT * FROM customer c WHERE EXISTS (SELECT FROM purchase p WHERE p.customer = c.id)",
    "IN": "SELECT * FROM customer c WHERE c.id IN (SELECT customer FROM purchase)",
    "= ANY": "SELECT * FROM customer c WHERE c.id = ANY (SELECT customer FROM purchase)",
    "JOIN, then DISTINCT": "SELECT DISTINCT c.* FROM customer c JOIN purchase p ON p.customer = c.id",
    "count(*) compared with 0": "SELECT * FROM customer c WHERE (SELECT count(*) FROM purchase p WHERE p.customer = c.id) > 0",
}
NEVER_BOUGHT = {
    "EXISTS": "SELECT * FROM customer c WHERE NOT EXISTS (SELECT FROM purchase p WHERE p.customer = c.id)",
    "IN": "SELECT * FROM customer c WHERE c.id NOT IN (SELECT customer FROM purchase)",
    "= ANY": "SELECT * FROM customer c WHERE NOT c.id = ANY (SELECT customer FROM purchase)",
    "LEFT JOIN, then IS NULL": "SELECT c.* FROM customer c LEFT JOIN purchase p ON p.customer = c.id WHERE p.customer IS NULL",
    "count(*) compared with 0": "SELECT * FROM customer c WHERE (SELECT count(*) FROM purchase p WHERE p.customer = c.id) = 0",
}


def as_exists(db: psycopg.Connection, forms: dict[str, str]) -> list[str]:
    """The forms, other than EXISTS itself, that get the plan of EXISTS."""
    plans = {name: shape(db, sql) for name, sql in forms.items()}
    return [name for name, plan in plans.items() if plan == plans["EXISTS"]][1:]


@claim("same-question-same-plan")
def the_same_question_gets_the_same_plan() -> bool:
    same = {}
    with connect() as db:
        for size, customers in (("small", 100), ("large", 4_000)):
            shop(db, customers=customers)
            same[size] = [as_exists(db, BOUGHT), as_exists(db, NEVER_BOUGHT)]
        exists = shape(db, BOUGHT["EXISTS"]).splitlines()[0]
        absent = shape(db, NEVER_BOUGHT["EXISTS"]).splitlines()[0]
    show("who bought: planned as EXISTS are", same["large"][0])
    show("who never bought: planned as NOT EXISTS are", same["large"][1])
    show("the joins of EXISTS and NOT EXISTS", [exists, absent])
    expected = [["IN", "= ANY"], ["LEFT JOIN, then IS NULL"]]
    return same["small"] == same["large"] == expected and "Anti Join" in absent


# %% Not the same question: rows that multiply, and NULL
def counted(db: psycopg.Connection, sql: str) -> int:
    return int(one(db, f"SELECT count(*) FROM ({sql}) AS found"))


JOINED = "SELECT c.* FROM customer c JOIN purchase p ON p.customer = c.id"


@claim("join-multiplies")
def a_join_returns_a_row_for_each_match() -> bool:
    each = [1, 4, 16]
    joined, existing, totals = [], [], []
    with connect() as db:
        for count in each:
            shop(db, each=count)
            joined.append(counted(db, JOINED))
            existing.append(counted(db, BOUGHT["EXISTS"]))
            db.execute(
                "DROP TABLE IF EXISTS visit; CREATE TABLE visit AS SELECT n AS id, n % 1000 AS customer FROM generate_series(0, 2999) n"
            )
            twice = "FROM customer c JOIN purchase p ON p.customer = c.id JOIN visit v ON v.customer = c.id"
            totals.append(one(db, f"SELECT sum(amount) {twice}") / one(db, "SELECT sum(amount) FROM purchase"))
    lines = {"JOIN": joined, "EXISTS": existing}
    chart("Rows for 500 customers who bought", each, lines, x_label="purchases of each", y_label="rows", kind="points")
    show(
        "sum of the amounts after joining three visits of each customer, against the true sum", [float(total) for total in totals]
    )
    return joined == [500 * count for count in each] and existing == [500] * 3 and totals == [3, 3, 3]


@claim("not-in-fails-on-null")
def not_in_fails_on_null_and_has_no_anti_join() -> bool:
    with connect() as db:
        found = {}
        for nulls in (0, 1):
            shop(db, customers=300, each=20, nulls=nulls)
            found[nulls] = [counted(db, NEVER_BOUGHT[name]) for name in ("EXISTS", "IN", "LEFT JOIN, then IS NULL")]
        db.execute("SET work_mem = '64kB'; SET hash_mem_multiplier = 1")
        scanned = executed(db, NEVER_BOUGHT["IN"].replace("FROM purchase", "FROM purchase WHERE customer IS NOT NULL"))
        again = max(node["Actual Loops"] for node in nodes(scanned))
        anti = max(node["Actual Loops"] for node in nodes(executed(db, NEVER_BOUGHT["EXISTS"])))
    show("customers without a purchase: NOT EXISTS, NOT IN, LEFT JOIN", found[0])
    show("the same with one purchase whose customer is NULL", found[1])
    show("times that the list is gone through when it does not fit work_mem: NOT IN, NOT EXISTS", [again, anti])
    return found == {0: [150, 150, 150], 1: [150, 0, 150]} and again == 300 and anti <= 2


# %% How often a subquery runs
SCALAR = "SELECT c.id, (SELECT sum(amount) FROM purchase p WHERE p.customer = c.id) FROM customer c"
GROUPED = "SELECT c.id, total FROM customer c LEFT JOIN (SELECT customer, sum(amount) AS total FROM purchase GROUP BY customer) s ON s.customer = c.id"
AVERAGE = "SELECT c.id, (SELECT avg(amount) FROM purchase) FROM customer c"


@claim("correlated-runs-per-row")
def a_correlated_subquery_runs_for_each_row() -> bool:
    customers = [50, 100, 200]
    correlated, grouped, alone = [], [], []
    with connect() as db:
        for count in customers:
            shop(db, customers=count)
            correlated.append(scans(executed(db, SCALAR))[0])
            grouped.append(scans(executed(db, GROUPED))[0])
            alone.append(scans(executed(db, AVERAGE))[0])
    lines = {"correlated": correlated, "grouped and joined": grouped}
    chart("How often purchases are read", customers, lines, x_label="customers", y_label="scans", kind="points")
    show("a subquery that refers to nothing outside", alone)
    return correlated == customers and grouped == alone == [1, 1, 1]


@claim("few-rows-want-the-subquery")
def for_few_rows_the_correlated_one_reads_less() -> bool:
    wanted = [1, 10, 1_000]
    by_row, grouped = [], []
    with connect() as db:
        shop(db, each=40, index=True)
        for count in wanted:
            by_row.append(pages(executed(db, f"{SCALAR} WHERE c.id < {count}")))
            grouped.append(pages(executed(db, f"{GROUPED} WHERE c.id < {count}")))
    chart(
        "Pages read",
        wanted,
        {"correlated": by_row, "grouped": grouped},
        x_label="customers",
        y_label="pages",
        log_x=True,
        log_y=True,
    )
    show("pages for 1, 10 and 1 000 customers: correlated, with an index", by_row)
    show("grouped and joined", grouped)
    return by_row[0] * 5 < grouped[0] and by_row[1] * 2 < grouped[1] and by_row[2] > 10 * grouped[2]


LATEST = "SELECT c.id, p.* FROM customer c CROSS JOIN LATERAL (SELECT * FROM purchase p WHERE p.customer = c.id ORDER BY id DESC LIMIT 3) p"
NUMBERED = "SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY customer ORDER BY id DESC) AS place FROM purchase) p WHERE place <= 3"


@claim("lateral-reads-the-few")
def lateral_reads_the_few_that_are_wanted() -> bool:
    each = [10, 40, 160]
    lateral, numbered = [], []
    with connect() as db:
        for count in each:
            shop(db, customers=200, each=count, index=True)
            lateral.append(scans(executed(db, LATEST))[1])
            numbered.append(scans(executed(db, NUMBERED))[1])
    lines = {"LATERAL … LIMIT 3": lateral, "row_number() <= 3": numbered}
    chart(
        "Purchases read for the latest three of each customer",
        each,
        lines,
        x_label="purchases of each",
        y_label="rows",
        log_y=True,
    )
    return lateral == [300] * 3 and numbered == [100 * count for count in each]


# %% What the planner takes apart, and what it leaves whole
def cte(word: str, references: int) -> str:
    """A query over a common table expression, narrowed outside; it is referred to once or twice."""
    named = f"WITH dear AS {word} (SELECT * FROM purchase WHERE amount >= 50)"
    return (
        f"{named} SELECT * FROM dear WHERE id = 77"
        if references == 1
        else f"{named} SELECT * FROM dear a JOIN dear b USING (id) WHERE id = 77"
    )


@claim("cte-inlined-once")
def a_cte_is_inlined_when_it_is_used_once() -> bool:
    with connect() as db:
        shop(db, each=20)
        found = {(word, times): scans(executed(db, cte(word, times)))[1] for word in ("", "MATERIALIZED") for times in (1, 2)}
        forced = scans(executed(db, cte("NOT MATERIALIZED", 2)))[1]
    for (word, times), count in found.items():
        show(f"AS {word or '…'}, used {'once' if times == 1 else 'twice'}: rows read from the table for one id", count)
    show("AS NOT MATERIALIZED, used twice", forced)
    return found == {("", 1): 1, ("", 2): 5_000, ("MATERIALIZED", 1): 5_000, ("MATERIALIZED", 2): 5_000} and forced == 2


BODIES = {
    "SELECT id, customer FROM purchase": "SELECT id, customer FROM purchase",
    "SELECT max(id) AS id, customer FROM purchase GROUP BY customer": "SELECT max(id) AS id, customer FROM purchase GROUP BY customer",
    "SELECT id, customer, row_number() OVER (PARTITION BY customer ORDER BY id) FROM purchase": (
        "SELECT id, customer, row_number() OVER (PARTITION BY customer ORDER BY id) FROM purchase"
    ),
    "SELECT id, customer FROM purchase ORDER BY amount LIMIT 5000": "SELECT id, customer FROM purchase ORDER BY amount LIMIT 5000",
}
"""Derived tables, each with the columns id and customer."""


def reaching(db: psycopg.Connection, column: str) -> list[str]:
    """The derived tables for which a condition on this column outside is applied while the table is read."""
    where = f"{column} = 77" if column == "id" else f"{column} = 78"
    return [name for name, body in BODIES.items() if scans(executed(db, f"SELECT * FROM ({body}) AS d WHERE {where}"))[1] < 1_000]


@claim("conditions-are-pushed-down")
def conditions_are_pushed_down_where_that_changes_nothing() -> bool:
    with connect() as db:
        shop(db, each=20)
        by_customer, by_id = reaching(db, "customer"), reaching(db, "id")
    show("a condition on the customer is applied at the scan within", by_customer)
    show("a condition on the id is applied at the scan within", by_id)
    plain, grouped, numbered, _ = BODIES
    return by_customer == [plain, grouped, numbered] and by_id == [plain]


def tables_read(db: psycopg.Connection, join: str, column: str, *, unique: bool) -> int:
    """Tables in the plan of a query that joins customers to purchases and selects one column."""
    shop(db, customers=200)
    if not unique:
        db.execute("ALTER TABLE customer DROP CONSTRAINT customer_pkey")
    root = executed(db, f"SELECT {column} FROM purchase p {join} customer c ON c.id = p.customer")
    return sum("Relation Name" in node for node in nodes(root))


@claim("unused-left-join-is-removed")
def a_left_join_that_changes_nothing_is_removed() -> bool:
    with connect() as db:
        removed = tables_read(db, "LEFT JOIN", "p.amount", unique=True)
        kept = [
            tables_read(db, "LEFT JOIN", "c.name", unique=True),
            tables_read(db, "JOIN", "p.amount", unique=True),
            tables_read(db, "LEFT JOIN", "p.amount", unique=False),
        ]
    show("tables read: LEFT JOIN by a unique key, nothing selected from it", removed)
    show("a column selected from it; an inner join; no unique key", kept)
    return removed == 1 and kept == [2, 2, 2]


# %% Truths of the probes
@probe
def rows_returned(customers: int, each: int, query: str, nulls: int) -> int:
    forms = {
        "customer c JOIN purchase p ON p.customer = c.id": JOINED,
        "customer c LEFT JOIN purchase p ON p.customer = c.id": JOINED.replace("JOIN", "LEFT JOIN"),
        "customer WHERE id IN (SELECT customer FROM purchase)": BOUGHT["IN"],
        "customer WHERE id NOT IN (SELECT customer FROM purchase)": NEVER_BOUGHT["IN"],
    }
    with connect() as db:
        shop(db, customers=customers, each=each, nulls=nulls)
        return counted(db, forms[query])


@probe
def planned_as_exists(question: str) -> list[str]:
    forms = BOUGHT if question == "EXISTS" else NEVER_BOUGHT
    with connect() as db:
        shop(db)
        same = as_exists(db, forms)
    options = {"= ANY": "= ANY (or NOT … = ANY) with the same subquery", "IN": "IN (or NOT IN) with the same subquery"}
    joined = "JOIN and DISTINCT (or LEFT JOIN and IS NULL on the joined column)"
    return [options.get(name, joined) for name in same]


@probe
def times_read(customers: int, query: str, country: str) -> int:
    forms = {
        "(SELECT sum(amount) FROM purchase p WHERE p.customer = c.id)": SCALAR,
        "(SELECT avg(amount) FROM purchase)": AVERAGE,
    }
    with connect() as db:
        shop(db, customers=customers)
        return scans(executed(db, forms[query] + ("" if country == "all countries" else " WHERE c.country = 3")))[0]


@probe
def rows_from_scan(word: str, references: int) -> int:
    with connect() as db:
        shop(db, each=20)
        return scans(executed(db, cte("" if word == "AS" else word.removeprefix("AS "), references)))[1]


@probe
def bodies_reached(column: str) -> list[str]:
    with connect() as db:
        shop(db, each=20)
        return reaching(db, column)

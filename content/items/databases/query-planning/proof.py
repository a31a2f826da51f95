# %% A real PostgreSQL, and what its planner expects of a query
import itertools
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


def table(db: psycopg.Connection, name: str, columns: str, rows: int, *indexes: str) -> None:
    """A table of `columns` as expressions of n = 0, 1, 2, …, vacuumed and analyzed; ANALYZE reads every row of so few."""
    db.execute(f"DROP TABLE IF EXISTS {name}")
    db.execute(f"CREATE TABLE {name} AS SELECT {columns} FROM generate_series(0, {rows - 1}) n")
    for columns in indexes:
        db.execute(f"CREATE INDEX ON {name} ({columns})")
    db.execute(f"VACUUM FULL ANALYZE {name}")
    db.execute(f"VACUUM {name}")


def planned(db: psycopg.Connection, sql: str) -> dict[str, Any]:
    """The plan, not executed."""
    explained: dict[str, Any] = one(db, f"EXPLAIN (FORMAT JSON) {sql}")[0]["Plan"]
    return explained


def executed(db: psycopg.Connection, sql: str) -> dict[str, Any]:
    """The plan with what its execution counted."""
    if not sql.startswith("EXECUTE"):
        db.execute(sql)  # warms the catalogue caches
    explained: dict[str, Any] = one(db, f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, SUMMARY OFF, FORMAT JSON) {sql}")[0]["Plan"]
    return explained


def nodes(root: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield root
    for child in root.get("Plans", []):
        yield from nodes(child)


def pages(root: dict[str, Any]) -> int:
    """Pages that the plan looked at, in memory or not."""
    return int(root["Shared Hit Blocks"] + root["Shared Read Blocks"])


# %% Cost is arithmetic on pages and rows
PAD = "repeat('x', 164) AS pad"
"""With two integers before it, a row takes 204 bytes, so that 40 rows fill a page."""


def parcels(db: psycopg.Connection, rows: int) -> int:
    """A table `parcel` of so many rows; returns its pages."""
    table(db, "parcel", f"n % 10 AS a, n % 7 AS b, {PAD}", rows)
    return int(one(db, "SELECT relpages FROM pg_class WHERE oid = 'parcel'::regclass"))


def cost(db: psycopg.Connection, where: str) -> float:
    return float(planned(db, f"SELECT * FROM parcel WHERE {where}")["Total Cost"])


@claim("cost-is-arithmetic")
def the_cost_of_a_scan_is_pages_and_rows_times_settings() -> bool:
    rows = [400, 4_000, 16_000]
    found, computed = [], []
    with connect() as db:
        for count in rows:
            read = parcels(db, count)
            for conditions, where in enumerate(("true", "a = 1", "a = 1 AND b = 1")):
                found.append(cost(db, where))
                computed.append(round(read * 1.0 + count * 0.01 + count * conditions * 0.0025, 2))
    show("cost of a sequential scan: 400, 4 000, 16 000 rows, each with no, one and two conditions", found)
    show("pages × 1 + rows × 0.01 + rows × conditions × 0.0025", computed)
    return found == computed


# %% The number of rows comes from statistics
def visits(db: psycopg.Connection, often: int, rest: int) -> None:
    """10 000 visits: pages 1 to 100 have `often` each, page 1000 has 30, `rest` - 1 other pages share what is left."""
    left = 10_000 - 100 * often
    page = (
        f"CASE WHEN n < {100 * often} THEN n % 100 + 1 WHEN n < {100 * often + 30} THEN 1000 "
        f"ELSE 1001 + (n - {100 * often + 30}) % {rest - 1} END AS page"
    )
    assert left > 30
    table(db, "visit", f"{page}, n AS id", 10_000)


def estimate(db: psycopg.Connection, sql: str) -> int:
    """Rows that the planner expects of the whole query."""
    return int(planned(db, sql)["Plan Rows"])


@claim("common-values-are-known")
def common_values_are_known_and_the_rest_is_averaged() -> bool:
    with connect() as db:
        visits(db, often=60, rest=400)
        common, rare, absent = (estimate(db, f"SELECT * FROM visit WHERE page = {page}") for page in (7, 1000, 999))
        db.execute("ALTER TABLE visit ALTER page SET STATISTICS 101; ANALYZE visit")
        more = estimate(db, "SELECT * FROM visit WHERE page = 1000")
    show("expected of a value with 60 rows, with 30 rows, with none", [common, rare, absent])
    show("average of the 400 values that are not in the list", (10_000 - 6_000) // 400)
    show("expected of the value with 30 rows when the list has one place more", more)
    return [common, rare, absent, more] == [60, 10, 10, 30]


# %% A wrong number of rows chooses a wrong plan
PENDING = "SELECT * FROM purchase JOIN customer ON customer.id = purchase.customer WHERE purchase.state = 'pending'"


def shop(db: psycopg.Connection, pending: int) -> None:
    """10 000 purchases, analyzed while 20 are pending; then so many are, and nothing is analyzed."""
    table(db, "customer", f"n AS id, n AS other, {PAD}", 10_000, "id")
    state = "CASE WHEN n % 500 = 0 THEN 'pending' ELSE 'paid' END AS state"
    table(db, "purchase", f"n AS id, n * 7919 % 10000 AS customer, {state}", 10_000, "state")
    db.execute(f"UPDATE purchase SET state = 'pending' WHERE id < {pending} AND state = 'paid'")


@claim("stale-statistics-loop")
def stale_statistics_choose_a_loop() -> bool:
    with connect() as db:
        shop(db, pending=5_000)
        stale = executed(db, PENDING)
        db.execute("ANALYZE purchase")
        fresh = executed(db, PENDING)
    for when, done in (("before ANALYZE", stale), ("after ANALYZE", fresh)):
        show(
            when, f"{done['Node Type']}, {done['Plan Rows']} rows expected, {done['Actual Rows']:.0f} found, {pages(done)} pages"
        )
    loop, hashed = stale["Node Type"] == "Nested Loop", fresh["Node Type"] == "Hash Join"
    return loop and hashed and stale["Plan Rows"] < 100 and fresh["Plan Rows"] > 4_000 and pages(stale) > 10 * pages(fresh)


# %% What single columns do not tell
COLUMNS = ["city = 42", "region = 4", "country = 4", "currency = 4"]


def addresses(db: psycopg.Connection, statistics: str = "") -> None:
    """10 000 addresses of 100 cities; the city settles region, country and currency, of which there are ten each."""
    table(db, "address", "n % 100 AS city, n % 100 / 10 AS region, n % 100 / 10 AS country, n % 100 / 10 AS currency", 10_000)
    if statistics:
        db.execute(f"CREATE STATISTICS known ({statistics}) ON city, region, country, currency FROM address; ANALYZE address")


@claim("conditions-are-multiplied")
def conditions_on_several_columns_are_multiplied() -> bool:
    wheres = [" AND ".join(COLUMNS[:count]) for count in range(1, 5)]
    with connect() as db:
        addresses(db)
        expected = [estimate(db, f"SELECT * FROM address WHERE {where}") for where in wheres]
        found = [one(db, f"SELECT count(*) FROM address WHERE {where}") for where in wheres]
        addresses(db, "dependencies")
        known = [estimate(db, f"SELECT * FROM address WHERE {where}") for where in wheres]
        impossible = estimate(db, "SELECT * FROM address WHERE city = 42 AND region = 5")
        addresses(db, "mcv")
        listed = estimate(db, "SELECT * FROM address WHERE city = 42 AND region = 5")
    lines = {"found": found, "expected": expected, "expected with dependencies": known}
    chart("Conditions that follow from the first", [1, 2, 3, 4], lines, x_label="conditions", y_label="rows", log_y=True)
    show("expected of a city and a wrong region, none found: with dependencies, with mcv", [impossible, listed])
    return found == known == [100] * 4 and expected == [100, 10, 1, 1] and impossible == 100 and listed == 1


def people(db: psycopg.Connection) -> None:
    table(db, "person", "'Name' || n % 20 AS name, n AS id", 10_000)


@claim("expressions-are-guessed")
def what_an_expression_yields_is_guessed() -> bool:
    equal, above = "SELECT * FROM person WHERE lower(name) = 'name7'", "SELECT * FROM person WHERE length(name) > 5"
    with connect() as db:
        people(db)
        guessed = [estimate(db, sql) for sql in (equal, above)]
        found = [one(db, f"SELECT count(*) FROM ({sql}) AS found") for sql in (equal, above)]
        db.execute("CREATE STATISTICS lowered ON (lower(name)) FROM person; CREATE STATISTICS long ON (length(name)) FROM person")
        db.execute("ANALYZE person")
        known = [estimate(db, sql) for sql in (equal, above)]
    show("found: lower(name) = …, length(name) > …", found)
    show("expected", guessed)
    show("expected with statistics on the expressions", known)
    return guessed == [50, 3_333] and known == found == [500, 5_000]


# %% LIMIT, and values that are not known yet
PLACES = {"the last of all": "n >= 9900", "spread evenly": "n % 100 = 99", "the first of all": "n < 100"}


def letters(db: psycopg.Connection, where: str, *indexes: str) -> None:
    """10 000 letters, the 100 of owner 7 where `where` says."""
    table(db, "letter", f"n AS id, CASE WHEN {where} THEN 7 ELSE 1 END AS owner, repeat('x', 100) AS pad", 10_000, *indexes)


def looked_at(db: psycopg.Connection, limit: int) -> int:
    """Rows that the plan takes from the table for the first letters of owner 7."""
    leaf = list(nodes(executed(db, f"SELECT * FROM letter WHERE owner = 7 ORDER BY id LIMIT {limit}")))[-1]
    return int(leaf["Actual Rows"] + leaf.get("Rows Removed by Filter", 0))


@claim("limit-assumes-even-spread")
def a_limit_assumes_that_the_rows_are_spread_evenly() -> bool:
    with connect() as db:
        read = {}
        for place, where in PLACES.items():
            letters(db, where, "id", "owner")
            read[place] = looked_at(db, 1)
        db.execute("DROP INDEX letter_id_idx")
        by_owner = looked_at(db, 1)
    for place, count in read.items():
        show(f"rows looked at for LIMIT 1, the owner's rows are {place}", count)
    show("rows looked at by the index on the owner", by_owner)
    return list(read.values()) == [9_901, 100, 1] and by_owner == 100


def tasks(db: psycopg.Connection) -> None:
    """20 000 tasks, 1 800 of tenant 0 and 5 of each other, and a prepared statement that joins a tenant's tasks to customers."""
    tenant = "CASE WHEN n % 100 < 9 THEN 0 ELSE 1 + (n / 100 * 91 + n % 100 - 9) % 3640 END AS tenant"
    table(db, "task", f"n AS id, n * 7919 % 10000 AS customer, {tenant}", 20_000, "tenant")
    table(db, "customer", f"n AS id, n AS other, {PAD}", 10_000, "id")
    db.execute(
        "DEALLOCATE ALL; PREPARE of_tenant(int) AS SELECT * FROM task JOIN customer ON customer.id = customer WHERE tenant = $1"
    )


def after(db: psycopg.Connection, times: int, tenant: int, last: int, mode: str = "auto") -> dict[str, Any]:
    """The plan of the last execution, after so many others. `generic`: it was planned without the value."""
    tasks(db)
    db.execute(f"SET plan_cache_mode = {mode}")
    for _ in range(times):
        db.execute(f"EXECUTE of_tenant({tenant})")
    done = executed(db, f"EXECUTE of_tenant({last})")
    return {"join": done["Node Type"], "generic": "$1" in str(done), "pages": pages(done)}


@claim("generic-plan-forgets-the-value")
def a_generic_plan_is_made_without_the_value() -> bool:
    with connect() as db:
        found = {times: after(db, times, tenant=5, last=0) for times in (0, 4, 5, 8)}
        forced = after(db, 8, tenant=5, last=0, mode="force_custom_plan")
    for times, plan in found.items():
        how = f"{plan['join']}, planned {'without' if plan['generic'] else 'for'} the value, {plan['pages']} pages"
        show(f"finding 1 800 tasks of tenant 0 after {times} executions for tenants with 5", how)
    show("the same after 8, with plan_cache_mode = force_custom_plan", f"{forced['join']}, {forced['pages']} pages")
    own, generic = [found[0], found[4], forced], [found[5], found[8]]
    hashed = {(plan["join"], plan["generic"]) for plan in own} == {("Hash Join", False)}
    looped = {(plan["join"], plan["generic"]) for plan in generic} == {("Nested Loop", True)}
    return hashed and looped and min(plan["pages"] for plan in generic) > 8 * found[0]["pages"]


# %% The order of the text
@claim("order-of-text-is-free")
def the_order_of_the_joins_in_the_text_does_not_matter() -> bool:
    names, costs, fixed = ["small", "middle", "large"], [], []
    with connect() as db:
        for name, rows in zip(names, (1, 2_000, 20_000), strict=True):
            table(db, name, "n AS id, n AS other", rows)
        for first, second, third in itertools.permutations(names):
            sql = f"SELECT * FROM {first} JOIN {second} USING (id) JOIN {third} USING (id)"
            db.execute("RESET join_collapse_limit")
            costs.append(planned(db, sql)["Total Cost"])
            db.execute("SET join_collapse_limit = 1")
            fixed.append(planned(db, sql)["Total Cost"])
    show("cost of the plan for each of the six orders", costs)
    show("cost when the planner must keep the order of the text", fixed)
    return len(set(costs)) == 1 and max(fixed) > 1.1 * min(fixed) and costs[0] < 1.01 * min(fixed)


# %% Truths of the probes
@probe
def scan_cost(rows: int, where: str) -> float:
    with connect() as db:
        parcels(db, rows)
        return cost(db, where)


@probe
def visits_expected(often: int, rest: int, page: str) -> int:
    pages = {"one of the hundred": 7, "the one with 30 visits": 1000, "one that was never visited": 999}
    with connect() as db:
        visits(db, often, rest)
        return estimate(db, f"SELECT * FROM visit WHERE page = {pages[page]}")


@probe
def addresses_expected(where: str, statistics: str) -> int:
    kinds = {
        "no extended statistics": "",
        "statistics of the kind dependencies": "dependencies",
        "statistics of the kind mcv": "mcv",
    }
    with connect() as db:
        addresses(db, kinds[statistics])
        return estimate(db, f"SELECT * FROM address WHERE {where}")


@probe
def join_chosen(pending: int, analyzed: str) -> str:
    with connect() as db:
        shop(db, pending)
        if analyzed == "then analyzed":
            db.execute("ANALYZE purchase")
        done = planned(db, PENDING)
    size = "hundreds of rows or more" if done["Plan Rows"] >= 100 else "a few dozen rows at most"
    return f"{done['Node Type']}, expecting {size}"


@probe
def rows_looked_at(place: str, limit: int) -> int:
    with connect() as db:
        letters(db, PLACES[place], "id")
        return looked_at(db, limit)


@probe
def last_plan(times: int, value: str, last: str, mode: str) -> str:
    tenant = {"the large tenant": 0, "a small one": 5}
    with connect() as db:
        done = after(db, times, tenant[value], tenant[last], mode)
    return f"{done['join']}, planned {'without' if done['generic'] else 'for'} the value"

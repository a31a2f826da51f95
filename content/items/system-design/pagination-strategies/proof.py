# %% A table of orders on a real PostgreSQL, and what a plan has touched
from collections.abc import Iterator
from typing import Any

import psycopg

from hotseat.proof import chart, claim, probe, service, show

ROWS = 20_000
PAGE = 20


def connect() -> psycopg.Connection:
    return psycopg.connect(service("postgres"), autocommit=True)


def orders(index: str = "placed DESC, id DESC") -> psycopg.Connection:
    """20,000 orders, four in each second, with a note that makes a row as wide as a short order is."""
    db = connect()
    db.execute("DROP TABLE IF EXISTS orders")
    db.execute("CREATE TABLE orders (id int PRIMARY KEY, placed timestamptz NOT NULL, shop int NOT NULL, note text NOT NULL)")
    db.execute(
        "INSERT INTO orders SELECT n, timestamptz '2026-01-01 00:00Z' + n / 4 * interval '1 second', mod(n, 7), repeat('x', 80)"
        " FROM generate_series(1, %s) AS n",
        (ROWS,),
    )
    if index:
        db.execute(f"CREATE INDEX ON orders ({index})")
    db.execute("VACUUM ANALYZE orders")
    return db


def plan(db: psycopg.Connection, sql: str) -> dict[str, Any]:
    """The executed plan, after a first run that fills the caches."""
    db.execute(sql)
    row = db.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, SUMMARY OFF, FORMAT JSON) {sql}").fetchone()
    assert row is not None
    root: dict[str, Any] = row[0][0]["Plan"]
    return root


def nodes(root: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield root
    for child in root.get("Plans", []):
        yield from nodes(child)


def read(root: dict[str, Any]) -> int:
    """Rows that the scan at the bottom of the plan came across, those that it threw away too."""
    leaf = list(nodes(root))[-1]
    return int(leaf["Actual Rows"] + leaf.get("Rows Removed by Filter", 0))


def buffers(root: dict[str, Any]) -> int:
    """Pages of 8 KiB that the plan touched."""
    return int(root["Shared Hit Blocks"] + root["Shared Read Blocks"])


# %% The same page by its number and by its predecessor
ORDER = "ORDER BY placed DESC, id DESC"


def by_offset(page: int, size: int = PAGE) -> str:
    return f"SELECT * FROM orders {ORDER} LIMIT {size} OFFSET {(page - 1) * size}"


def after(db: psycopg.Connection, page: int, size: int = PAGE) -> tuple[str, int]:
    """(placed, id) of the last row before the page."""
    skip = (page - 1) * size - 1
    row = db.execute(f"SELECT placed::text, id FROM orders {ORDER} LIMIT 1 OFFSET {skip}").fetchone()
    assert row is not None
    return row[0], row[1]


def by_key(db: psycopg.Connection, page: int, condition: str = "(placed, id) < (P, I)") -> str:
    """The page that follows the last row before it; P and I in the condition stand for that row's values."""
    placed, number = after(db, page)
    where = condition.replace("P", f"'{placed}'").replace("I", str(number))
    return f"SELECT * FROM orders WHERE {where} {ORDER} LIMIT {PAGE}"


PAGES = (2, 10, 100, 500, 1000)


@probe
def rows_read_for(page: int, size: int) -> int:
    with orders() as db:
        return read(plan(db, by_offset(page, size)))


@claim("offset-reads-what-it-skips")
def a_deep_page_reads_all_pages_before_it() -> bool:
    with orders() as db:
        plans = [plan(db, by_offset(page)) for page in PAGES]
        same = all(db.execute(by_offset(page)).fetchall() == db.execute(by_key(db, page)).fetchall() for page in PAGES)
        keyed = [plan(db, by_key(db, page)) for page in PAGES]
    show("rows read for page 2, 10, 100, 500, 1000 of 20 rows, by offset", [read(root) for root in plans])
    chart(
        "Pages of 8 KiB touched for one page of results",
        [float(page) for page in PAGES],
        {"by offset": [float(buffers(root)) for root in plans], "by key": [float(buffers(root)) for root in keyed]},
        x_label="page of results",
        y_label="pages of 8 KiB",
        log_x=True,
        log_y=True,
    )
    return same and [read(root) for root in plans] == [page * PAGE for page in PAGES]


@claim("a-key-reads-one-page")
def every_page_costs_the_same_by_key() -> bool:
    with orders() as db:
        condition = "(placed, id) < (P, I)"
        plans = [plan(db, by_key(db, page, condition)) for page in PAGES[:-1]]
    show("rows read for page 2, 10, 100, 500 by key", [read(root) for root in plans])
    show("pages of 8 KiB touched", [buffers(root) for root in plans])
    return all(read(root) == PAGE and buffers(root) <= 10 for root in plans)


@claim("or-is-a-filter")
def the_same_condition_spelt_with_or_reads_from_the_start() -> bool:
    spellings = {
        "(placed, id) < (P, I)": "row comparison",
        "placed < P OR (placed = P AND id < I)": "with OR",
        "placed <= P AND (placed < P OR id < I)": "with OR behind a bound",
    }
    with orders() as db:
        answers = [db.execute(by_key(db, 500, condition)).fetchall() for condition in spellings]
        found = {name: read(plan(db, by_key(db, 500, condition))) for condition, name in spellings.items()}
    show("rows read for page 500, by how the condition is spelt", [f"{name}: {rows}" for name, rows in found.items()])
    return answers[0] == answers[1] == answers[2] and found["with OR"] > 9_900 and found["with OR behind a bound"] < PAGE + 5


@claim("without-its-index-a-key-sorts")
def a_key_needs_the_index_in_its_order() -> bool:
    indexes = {"no index on the order": "", "the order's first column": "placed DESC", "the whole order": "placed DESC, id DESC"}
    found = {}
    for name, index in indexes.items():
        with orders(index) as db:
            root = plan(db, by_key(db, 500))
            found[name] = (read(root), [node["Node Type"] for node in nodes(root) if "Sort" in node["Node Type"]])
    show(
        "rows read for page 500 by key",
        [f"{name}: {rows}, {' '.join(sorts) or 'no sort'}" for name, (rows, sorts) in found.items()],
    )
    none, first, whole = found.values()
    return none == (ROWS, ["Sort"]) and first[0] < PAGE + 10 and first[1] == ["Incremental Sort"] and whole == (PAGE, [])


@claim("a-count-reads-everything")
def knowing_how_many_costs_more_than_knowing_whether() -> bool:
    filters = ("true", "shop = 3")
    with orders() as db:
        counts = [plan(db, f"SELECT count(*) FROM orders WHERE {where}") for where in filters]
        one_more = [plan(db, f"SELECT * FROM orders WHERE {where} {ORDER} LIMIT {PAGE + 1}") for where in filters]
    show("rows read to count all orders, those of one shop in seven", [read(root) for root in counts])
    show("rows read to fetch a page and one row more", [read(root) for root in one_more])
    return all(read(root) == ROWS for root in counts) and all(read(root) < 200 for root in one_more)


# %% Rows that come and go between two requests
def feed(rows: int = 60) -> psycopg.Connection:
    db = connect()
    db.execute("DROP TABLE IF EXISTS feed")
    db.execute("CREATE TABLE feed (id int PRIMARY KEY, rank int NOT NULL)")
    db.execute("INSERT INTO feed SELECT n, n FROM generate_series(1, %s) AS n", (rows,))
    return db


def column(db: psycopg.Connection, sql: str) -> list[int]:
    return [row[0] for row in db.execute(sql)]


def two_pages(inserted: int, deleted: int, size: int, keyed: bool) -> tuple[int, int]:
    """(rows of page 1 shown again, rows passed over) when rows come and go between pages 1 and 2, newest first."""
    with feed() as db:
        before = column(db, "SELECT id FROM feed ORDER BY id DESC")
        first = column(db, f"SELECT id FROM feed ORDER BY id DESC LIMIT {size}")
        for number in range(inserted):
            db.execute("INSERT INTO feed VALUES (%s, 0)", (1000 + number,))
        db.execute("DELETE FROM feed WHERE id = ANY(%s)", (first[:deleted],))
        second = column(
            db,
            f"SELECT id FROM feed WHERE id < {first[-1]} ORDER BY id DESC LIMIT {size}"
            if keyed
            else f"SELECT id FROM feed ORDER BY id DESC LIMIT {size} OFFSET {size}",
        )
    repeated = len(set(first) & set(second))
    passed_over = sum(second[-1] < row < first[-1] and row not in second for row in before)
    return repeated, passed_over


@probe
def repeated_and_missed(inserted: int, deleted: int, size: int) -> list[int]:
    return list(two_pages(inserted, deleted, size, keyed=False))


@claim("offset-slides")
def a_page_number_is_a_position_in_a_list_that_moves() -> bool:
    changes = [(3, 0), (0, 3), (5, 2), (2, 2)]
    offset = [two_pages(came, went, 10, keyed=False) for came, went in changes]
    keyed = [two_pages(came, went, 10, keyed=True) for came, went in changes]
    show("by offset, (shown again, passed over) after 3 came; 3 went; 5 came and 2 went; 2 and 2", [str(pair) for pair in offset])
    show("by key", [str(pair) for pair in keyed])
    return offset == [(3, 0), (0, 3), (3, 0), (0, 0)] and keyed == [(0, 0)] * 4


# %% Ties: a key that does not tell rows apart
def never_shown(stamps: list[int], size: int, condition: str) -> int:
    """Rows that no page has, when each page asks for what comes after the last row of the one before."""
    with feed(0) as db:
        for number, stamp in enumerate(stamps, 1):
            db.execute("INSERT INTO feed VALUES (%s, %s)", (number, stamp))
        shown: list[int] = []
        where = "true"
        while rows := db.execute(f"SELECT id, rank FROM feed WHERE {where} ORDER BY rank DESC, id DESC LIMIT {size}").fetchall():
            shown += [row[0] for row in rows]
            where = condition.replace("R", str(rows[-1][1])).replace("I", str(rows[-1][0]))
    return len(set(range(1, len(stamps) + 1)) - set(shown))


@probe
def lost_to_ties(stamps: str, size: int) -> int:
    return never_shown([int(stamp) for stamp in stamps.split()], size, "rank < R")


@claim("ties-are-lost")
def a_key_that_is_not_unique_loses_rows() -> bool:
    stamps = [9, 9, 8, 7, 7, 7, 7, 6, 5, 5]
    alone = [never_shown(stamps, size, "rank < R") for size in (2, 3, 4)]
    unique = [never_shown(stamps, size, "(rank, id) < (R, I)") for size in (2, 3, 4)]
    show("of 10 rows never shown in pages of 2, 3, 4: key without the id", alone)
    show("key with the id", unique)
    return alone == [4, 1, 3] and unique == [0, 0, 0]


# %% A key that changes, and rows that appear behind the reader
def walk(key: str, size: int = 10) -> list[int]:
    """All pages in ascending order of a column; after the first page a row of it is touched, which moves its rank to the end."""
    with feed(40) as db:
        shown = column(db, f"SELECT id FROM feed ORDER BY {key}, id LIMIT {size}")
        db.execute("UPDATE feed SET rank = 1000 WHERE id = 5")
        while True:
            last = shown[-1]
            where = f"({key}, id) > (SELECT {key}, id FROM feed WHERE id = {last})"
            rows = column(db, f"SELECT id FROM feed WHERE {where} ORDER BY {key}, id LIMIT {size}")
            if not rows:
                return shown
            shown += rows


@claim("a-moving-key-repeats")
def a_row_whose_key_changes_is_met_twice() -> bool:
    key = "rank"
    moving = walk(key)
    show("rows of 40 shown twice, key that an update changes", [row for row in set(moving) if moving.count(row) > 1])
    show("rows shown, key that stays", len(walk("id")))
    return len(moving) == 41 and moving.count(5) == 2 and walk("id") == list(range(1, 41))


def missed_by_a_poller(order: list[int], only_settled: bool) -> list[int]:
    """Numbers that a reader of `id > last seen` never gets: writers take them in turn and commit in this order."""
    watcher = connect()
    watcher.execute("DROP TABLE IF EXISTS event")
    watcher.execute(
        "CREATE TABLE event (id bigint GENERATED ALWAYS AS IDENTITY, writer xid8 NOT NULL DEFAULT pg_current_xact_id())"
    )
    writers = []
    for _ in order:
        writer = psycopg.connect(service("postgres"))
        writer.execute("INSERT INTO event DEFAULT VALUES")
        writers.append(writer)
    settled = "writer < pg_snapshot_xmin(pg_current_snapshot())"
    seen: list[int] = []
    last = 0
    for number in order:
        writers[number - 1].commit()
        where = f"id > {last}" + (f" AND {settled}" if only_settled else "")
        new = column(watcher, f"SELECT id FROM event WHERE {where} ORDER BY id")
        seen += new
        last = max([last, *new])
    for writer in writers:
        writer.close()
    watcher.close()
    return sorted(set(order) - set(seen))


@probe
def ids_missed(order: str) -> int:
    return len(missed_by_a_poller([int(number) for number in order.split()], only_settled=False))


@claim("late-commits-are-passed")
def numbers_are_taken_in_one_order_and_committed_in_another() -> bool:
    orders_of_commit = [[1, 2, 3, 4], [2, 1, 4, 3], [4, 1, 2, 3]]
    plain = [missed_by_a_poller(order, only_settled=False) for order in orders_of_commit]
    waiting = [missed_by_a_poller(order, only_settled=True) for order in orders_of_commit]
    show("ids never seen by `id > last seen`, commits in order 1234, 2143, 4123", [str(missed) for missed in plain])
    show("the same, reading only what no running transaction can precede", [str(missed) for missed in waiting])
    return plain == [[], [1, 3], [1, 2, 3]] and waiting == [[], [], []]

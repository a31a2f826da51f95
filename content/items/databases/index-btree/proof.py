# %% A real PostgreSQL, the pages of its indexes, and the plans with the pages that they read
from collections.abc import Iterator
from typing import Any

import psycopg

from hotseat.proof import chart, claim, probe, service, show


def connect() -> psycopg.Connection:
    connection = psycopg.connect(service("postgres"), autocommit=True)
    connection.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
    return connection


def one(db: psycopg.Connection, sql: str) -> Any:
    """The first column of the first row."""
    row = db.execute(sql).fetchone()
    assert row is not None
    return row[0]


def table(db: psycopg.Connection, name: str, select: str, *indexes: str, storage: str = "") -> None:
    """A fresh table with the rows of a SELECT, these indexes, a full set of statistics and a visibility map."""
    db.execute(f"DROP TABLE IF EXISTS {name}")
    db.execute(f"CREATE TABLE {name} {storage} AS {select}")
    for number, columns in enumerate(indexes, 1):
        db.execute(f"CREATE INDEX {name}_{number} ON {name} ({columns})")
    db.execute(f"VACUUM ANALYZE {name}")


def plan(db: psycopg.Connection, sql: str, *, off: str = "") -> dict[str, Any]:
    """The executed plan. `off` names kinds of scan that the planner must avoid. The first run warms the catalogue caches."""
    for kind in ("seqscan", "bitmapscan", "indexscan", "indexonlyscan"):
        db.execute(f"SET enable_{kind} = {'off' if kind in off.split() else 'on'}")
    db.execute(sql)
    explained: dict[str, Any] = one(db, f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, SUMMARY OFF, FORMAT JSON) {sql}")[0]["Plan"]
    return explained


def nodes(root: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield root
    for child in root.get("Plans", []):
        yield from nodes(child)


def kind(root: dict[str, Any]) -> str:
    """The names of the plan's nodes from the top down."""
    return " > ".join(node["Node Type"] for node in nodes(root))


def pages(root: dict[str, Any]) -> int:
    """Pages that the plan looked at, in memory or not."""
    return int(root["Shared Hit Blocks"] + root["Shared Read Blocks"])


def searches(root: dict[str, Any]) -> int:
    """Descents from the root of an index; EXPLAIN counts them since PostgreSQL 18."""
    return sum(int(node.get("Index Searches", 0)) for node in nodes(root))


def size(db: psycopg.Connection, relation: str) -> int:
    """Pages of 8 KiB that a table or an index has."""
    return int(one(db, f"SELECT pg_relation_size('{relation}') / 8192"))


# %% Inside the pages: sorted leaves, linked left to right
def leaves(db: psycopg.Connection, index: str) -> list[int]:
    """Block numbers of the leaf pages, by following each page's pointer to its right neighbour from the leftmost on."""
    pages_of = f"SELECT blkno, btpo_next FROM bt_multi_page_stats('{index}', 1, -1) WHERE type = 'l' OR btpo_level = 0"
    right = dict(db.execute(pages_of).fetchall())
    (block,) = set(right) - set(right.values())
    chain = [block]
    while right[chain[-1]]:
        chain.append(right[chain[-1]])
    return chain


def keys_on(db: psycopg.Connection, index: str, block: int) -> list[int]:
    """The bigint keys on a leaf page, without its high key (the bound that separates it from the next page)."""
    items = db.execute(f"SELECT data FROM bt_page_items('{index}', {block}) WHERE htid IS NOT NULL ORDER BY itemoffset")
    return [int.from_bytes(bytes.fromhex(data), "little") for (data,) in items]


@claim("leaves-are-a-sorted-chain")
def the_leaves_are_one_sorted_chain() -> bool:
    with connect() as db:
        table(db, "chain", "SELECT (n * 7919 % 5000)::bigint AS id FROM generate_series(0, 4999) n", "id")
        blocks = leaves(db, "chain_1")
        walked = [key for block in blocks for key in keys_on(db, "chain_1", block)]
    show("leaf pages", len(blocks))
    show("keys on the first leaf, from and to", walked[:3])
    return len(blocks) > 10 and walked == list(range(5000))


@claim("order-without-sort")
def an_index_gives_order_without_a_sort() -> bool:
    with connect() as db:
        select = "SELECT (n * 7919 % 20000) AS id, repeat('x', 100) AS pad FROM generate_series(1, 20000) n"
        wanted = "SELECT pad FROM ordered ORDER BY id DESC LIMIT 10"
        table(db, "ordered", select)
        without = plan(db, wanted)
        table(db, "ordered", select, "id")
        with_index = plan(db, wanted)
    show("without an index", f"{kind(without)}: {pages(without)} pages")
    show("with an index on id", f"{kind(with_index)}: {pages(with_index)} pages")
    return "Sort" in kind(without) and "Sort" not in kind(with_index) and pages(with_index) < 20 < pages(without)


# %% Height: how the tree grows
NARROW, WIDE = "n::bigint", "repeat('x', 400) || lpad(n::text, 10, '0')"


def tree(db: psycopg.Connection, rows: int, key: str = NARROW) -> int:
    """Builds a table of so many rows with an index on the key; returns the level of the root (0: the root is a leaf)."""
    table(db, "tall", f"SELECT {key} AS id FROM generate_series(1, {rows}) n", "id")
    return int(one(db, "SELECT level FROM bt_metap('tall_1')"))


@claim("height-multiplies")
def each_level_multiplies_the_rows() -> bool:
    rows = [100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 150_000]
    with connect() as db:
        narrow = [tree(db, count) for count in rows]
        full = db.execute(
            "SELECT max(live_items) FROM bt_multi_page_stats('tall_1', 1, -1) GROUP BY btpo_level ORDER BY btpo_level"
        )
        on_leaf, on_inner = (count - 1 for (count,) in full.fetchall()[:2])  # one item is the page's high key
        wide = [tree(db, count, WIDE) if count <= 30_000 else None for count in rows]
    chart(
        "Level of the root as rows grow",
        rows,
        {"8-byte keys": narrow, "410-byte keys": wide},
        x_label="rows",
        y_label="level of the root",
        log_x=True,
    )
    show("8-byte keys: entries on a full leaf, children of a full inner page", [on_leaf, on_inner])
    fan_out = 360 <= on_leaf <= 370 and 280 <= on_inner <= 290
    return narrow == [0, 0, 1, 1, 1, 1, 1, 2] and wide[:6] == [1, 2, 2, 2, 3, 3] and fan_out


@claim("lookup-reads-the-height")
def a_lookup_reads_one_page_of_each_level_and_one_of_the_table() -> bool:
    read, expected = [], []
    with connect() as db:
        for rows, key in ((100, NARROW), (1_000, NARROW), (100_000, NARROW), (150_000, NARROW), (10_000, WIDE)):
            expected.append(tree(db, rows, key) + 2)
            middle = one(db, f"SELECT {key} FROM (VALUES ({rows // 2})) AS v(n)")
            read.append(pages(plan(db, f"SELECT * FROM tall WHERE id = '{middle}'", off="seqscan bitmapscan indexonlyscan")))
        whole = size(db, "tall")
    show("pages read for one row", read)
    show("pages of the last table", whole)
    return read == expected


# %% Several columns: what narrows the part of the index that is read
def tenants(db: psycopg.Connection, count: int) -> None:
    """20 000 events of so many tenants, with an index on (tenant, created)."""
    select = f"SELECT n % {count} AS tenant, n AS created, repeat('x', 40) AS pad FROM generate_series(1, 20000) n"
    table(db, "event", select, "tenant, created")


BY_TIME = "SELECT pad FROM event WHERE created = 777"


@claim("equality-before-range")
def an_equality_column_first_narrows_the_range() -> bool:
    read = {}
    with connect() as db:
        for columns in ("state, at", "at, state"):
            select = "SELECT n % 8 AS state, n * 7919 % 20000 AS at FROM generate_series(1, 20000) n"
            table(db, "job", select, columns)
            count = "SELECT count(*) FROM job WHERE state = 2 AND at BETWEEN 5000 AND 14999"
            read[columns] = pages(plan(db, count, off="seqscan bitmapscan"))
    for columns, count in read.items():
        show(f"pages read with an index on ({columns})", count)
    return read["at, state"] > 3 * read["state, at"]


@claim("skip-scan-asks-per-value")
def a_skip_scan_descends_for_each_leading_value() -> bool:
    counts = [1, 2, 5, 10, 20]
    chosen, descents, read = [], [], []
    with connect() as db:
        for count in counts:
            tenants(db, count)
            done = plan(db, BY_TIME)
            chosen.append(kind(done))
            descents.append(searches(done))
            read.append(pages(done))
        table_pages = size(db, "event")
    labels = {"searches of the index": descents, "pages read": read}
    chart("created = 777 with an index on (tenant, created)", counts, labels, x_label="tenants", y_label="count", kind="points")
    show("pages of the table", table_pages)
    growing = all(count <= found <= count + 3 for count, found in zip(counts, descents, strict=True))
    return growing and set(chosen) == {"Index Scan"} and max(read) < table_pages / 2


@claim("many-values-read-it-all")
def with_many_leading_values_the_whole_index_is_read() -> bool:
    with connect() as db:
        tenants(db, 2_000)
        by_time = plan(db, BY_TIME, off="seqscan bitmapscan")
        by_both = plan(db, f"{BY_TIME} AND tenant = 777", off="seqscan bitmapscan")
        whole = size(db, "event_1")
    show("pages of the index", whole)
    show("created = 777, with 2 000 tenants", f"{searches(by_time)} search, {pages(by_time)} pages")
    show("created = 777 AND tenant = 777", f"{searches(by_both)} search, {pages(by_both)} pages")
    return searches(by_time) == searches(by_both) == 1 and pages(by_time) >= whole - 2 and pages(by_both) == 3


# %% Index-only scans and the visibility map
def heap_fetches(db: psycopg.Connection, sql: str) -> int:
    """Rows of an index-only scan for which the table had to be asked whether they are visible, the first time it runs."""
    db.execute("SET enable_seqscan = off")
    db.execute("SET enable_bitmapscan = off")
    done = one(db, f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, FORMAT JSON) {sql}")[0]["Plan"]
    assert done["Node Type"] == "Index Only Scan", kind(done)
    return int(done["Heap Fetches"])


@claim("index-only-needs-the-map")
def an_index_only_scan_needs_the_visibility_map() -> bool:
    wanted = "SELECT id FROM item WHERE id BETWEEN 1001 AND 2000"
    with connect() as db:
        db.execute("DROP TABLE IF EXISTS item")
        db.execute("CREATE TABLE item AS SELECT n AS id, 'old' AS note FROM generate_series(1, 10000) n")
        db.execute("CREATE INDEX ON item (id)")
        fetched = {"after loading": heap_fetches(db, wanted)}
        db.execute("VACUUM ANALYZE item")
        fetched["after VACUUM"] = heap_fetches(db, wanted)
        on_its_page = one(
            db,
            "SELECT count(*) FROM item WHERE (ctid::text::point)[0] = (SELECT (ctid::text::point)[0] FROM item WHERE id = 1500)",
        )
        db.execute("UPDATE item SET note = 'new' WHERE id = 1500")
        fetched["after one UPDATE of another column"] = heap_fetches(db, wanted)
        db.execute("VACUUM item")
        fetched["after VACUUM again"] = heap_fetches(db, wanted)
    for when, count in fetched.items():
        show(f"heap fetches for 1 000 rows {when}", count)
    show("rows on the page of the updated row", on_its_page)
    return list(fetched.values()) == [1000, 0, on_its_page + 1, 0]


# %% When the planner is right to leave the index alone
SHARES = [0.001, 0.01, 0.05, 0.2, 0.5, 0.9]


def reading(db: psycopg.Connection) -> None:
    """20 000 rows in 345 pages; `ordered` follows the order of the table, `shuffled` does not. Both are indexed."""
    select = "SELECT n AS ordered, n * 7919 % 20000 + 1 AS shuffled, repeat('x', 100) AS pad FROM generate_series(1, 20000) n"
    table(db, "reading", select, "ordered", "shuffled")


def share_of(column: str, share: float) -> str:
    return f"SELECT pad FROM reading WHERE {column} <= {round(20_000 * share)}"


@claim("planner-weighs-order")
def the_order_of_the_table_decides_what_an_index_is_worth() -> bool:
    with connect() as db:
        reading(db)
        whole = size(db, "reading")
        chosen = {column: [kind(plan(db, share_of(column, share))) for share in SHARES] for column in ("ordered", "shuffled")}
        by_index = {
            column: [pages(plan(db, share_of(column, share), off="seqscan bitmapscan")) for share in SHARES] for column in chosen
        }
        touched = one(db, "SELECT count(DISTINCT (ctid::text::point)[0]) FROM reading WHERE shuffled <= 200")
    show("pages that hold the first 1 % of the shuffled column", f"{touched} of {whole}")
    percent = [100 * share for share in SHARES]
    lines = {**{f"by an index scan, {column} column": read for column, read in by_index.items()}, "sequential scan": [whole] * 6}
    chart(
        "Pages read for a share of the rows",
        percent,
        lines,
        x_label="share of the rows, %",
        y_label="pages",
        log_x=True,
        log_y=True,
    )
    for column, kinds in chosen.items():
        show(f"chosen for {column}, shares {SHARES}", kinds)
    follows = chosen["ordered"][:5] == ["Index Scan"] * 5 and by_index["ordered"][4] < 0.7 * whole
    against = chosen["shuffled"][4] == "Seq Scan" and by_index["shuffled"][4] > 20 * whole and touched > 0.5 * whole
    return follows and against


@claim("one-page-is-scanned")
def a_table_of_one_page_is_scanned() -> bool:
    with connect() as db:
        table(db, "tiny", "SELECT n AS id FROM generate_series(1, 100) n", "id")
        free = plan(db, "SELECT * FROM tiny WHERE id = 50")
        forced = plan(db, "SELECT * FROM tiny WHERE id = 50", off="seqscan bitmapscan")
    show("chosen", f"{kind(free)}: {pages(free)} page")
    show("the index, forced", f"{kind(forced)}: {pages(forced)} pages")
    return kind(free) == "Seq Scan" and pages(free) < pages(forced)


CONDITIONS = {
    "id = 5": True,
    "id = 5.0": False,
    "id + 0 = 5": False,
    "id::text = '5'": False,
    "name = 'Name5'": True,
    "lower(name) = 'name5'": False,
    "at >= DATE '2026-03-01' AND at < DATE '2026-03-02'": True,
    "at::date = DATE '2026-03-01'": False,
}
"""Each condition on the table `person`, and whether an index on its bare column can serve it."""


def person(db: psycopg.Connection, *indexes: str) -> None:
    at = "TIMESTAMP '2026-01-01' + n * interval '1 hour' AS at"
    select = f"SELECT n::bigint AS id, 'Name' || n AS name, {at} FROM generate_series(1, 20000) n"
    table(db, "person", select, *indexes)


def uses_index(db: psycopg.Connection, condition: str) -> bool:
    return "Index" in kind(plan(db, f"SELECT * FROM person WHERE {condition}"))


@claim("wrapped-column-hides")
def a_wrapped_column_hides_from_its_index() -> bool:
    with connect() as db:
        person(db, "id", "name", "at")
        found = {condition: uses_index(db, condition) for condition in CONDITIONS}
        person(db, "lower(name)")
        mended = uses_index(db, "lower(name) = 'name5'")
    for condition, used in found.items():
        show(condition, "index" if used else "sequential scan")
    show("lower(name) = 'name5', index on lower(name)", "index" if mended else "sequential scan")
    return found == CONDITIONS and mended


# %% What indexes cost on every write
def entries(db: psycopg.Connection, index: str) -> int:
    """Row pointers in an index of one page, those in merged duplicates included."""
    return int(one(db, f"SELECT sum(coalesce(array_length(tids, 1), 1)) FROM bt_page_items('{index}', 1)"))


def entries_added(indexes: int, rows: int, column: str) -> list[int]:
    """What updating one column of so many rows adds to each index: on the key, then on c1, c2, …; `c0` has none."""
    columns = ", ".join(f"n AS c{number}" for number in range(indexes + 1))
    with connect() as db:
        table(
            db,
            "doc",
            f"SELECT n AS id, {columns} FROM generate_series(1, 20) n",
            *["id", *(f"c{number}" for number in range(1, indexes + 1))],
            storage="WITH (fillfactor = 40)",
        )
        names = [f"doc_{number}" for number in range(1, indexes + 2)]
        before = [entries(db, name) for name in names]
        db.execute(f"UPDATE doc SET {column} = {column} + 1000 WHERE id <= {rows}")
        return [entries(db, name) - count for name, count in zip(names, before, strict=True)]


@claim("update-writes-all-or-none")
def an_update_writes_every_index_or_none() -> bool:
    free, indexed = entries_added(3, 5, "c0"), entries_added(3, 5, "c1")
    show("entries added to four indexes by updating a column without an index, 5 rows", free)
    show("entries added by updating a column that one of them has", indexed)
    return free == [0, 0, 0, 0] and indexed == [5, 5, 5, 5]


def inserted(db: psycopg.Connection, key: str) -> tuple[int, int]:
    """Inserts 20 000 keys one after another; returns the index's pages and how many of them 100 more inserts write to."""
    db.execute("DROP TABLE IF EXISTS keyed")
    db.execute("CREATE TABLE keyed (id uuid PRIMARY KEY)")
    db.execute(f"INSERT INTO keyed SELECT {key} FROM generate_series(1, 20000) n")
    built = size(db, "keyed_pkey")
    start = one(db, "SELECT pg_current_wal_insert_lsn()")
    db.execute(f"INSERT INTO keyed SELECT {key} FROM generate_series(20001, 20100) n")
    written = f"SELECT count(*) FROM generate_series(1, {size(db, 'keyed_pkey') - 1}) page WHERE"
    return built, int(one(db, f"{written} (page_header(get_raw_page('keyed_pkey', page::int))).lsn > '{start}'"))


RANDOM, ASCENDING = "md5(n::text)::uuid", "uuidv7()"


@claim("random-keys-write-everywhere")
def random_keys_write_to_pages_everywhere() -> bool:
    with connect() as db:
        ascending, scattered = inserted(db, ASCENDING), inserted(db, RANDOM)
        db.execute("REINDEX TABLE keyed")
        rebuilt = size(db, "keyed_pkey")
    show("pages after 20 000 inserts: uuidv7, random", [ascending[0], scattered[0]])
    show("pages of the random keys after REINDEX", rebuilt)
    show("pages that 100 more inserts write to: uuidv7, random", [ascending[1], scattered[1]])
    return ascending[1] <= 3 and scattered[1] > 40 and scattered[0] > 1.1 * ascending[0] and rebuilt < 0.9 * scattered[0]


@claim("duplicates-share-a-key")
def duplicates_share_one_copy_of_the_key() -> bool:
    with connect() as db:
        table(db, "tagged", "SELECT n AS id, n % 5 AS tag FROM generate_series(1, 20000) n", "id", "tag")
        unique, repeated = size(db, "tagged_1"), size(db, "tagged_2")
    show("pages of the index on 20 000 different keys", unique)
    show("pages of the index on 5 keys", repeated)
    return repeated < 0.5 * unique


# %% Truths of the probes
@probe
def pages_for_keys(rows: int, keys: int) -> int:
    """Pages read by an index scan for so many keys, far apart, looked up by one IN list."""
    wanted = ", ".join(str(rows * number // (keys + 1)) for number in range(1, keys + 1))
    with connect() as db:
        tree(db, rows)
        return pages(plan(db, f"SELECT * FROM tall WHERE id IN ({wanted})", off="seqscan bitmapscan indexonlyscan"))


@probe
def way_taken(count: int, query: str) -> str:
    with connect() as db:
        tenants(db, count)
        done = plan(db, f"SELECT pad FROM event WHERE {query}")
        whole = size(db, "event_1")
    if kind(done) == "Seq Scan":
        return "the whole table, and no index"
    if searches(done) > 1:
        return "many short stretches of the index, one for each tenant or so"
    return "the whole index" if pages(done) >= whole - 2 else "one short stretch of the index"


@probe
def fetches_after(rows: int, updates: int, then: str) -> int:
    """Heap fetches of an index-only scan over a table of one page, after some of its rows were updated."""
    with connect() as db:
        table(db, "page", f"SELECT n AS id, 0 AS note FROM generate_series(1, {rows}) n", "id")
        db.execute(f"UPDATE page SET note = 1 WHERE id > {rows // 2} AND id <= {rows // 2 + updates}")
        if "vacuumed" in then:
            db.execute("VACUUM page")
        return heap_fetches(db, "SELECT id FROM page WHERE id > 0")


@probe
def entries_in_all(indexes: int, rows: int, column: str) -> int:
    return sum(entries_added(indexes, rows, {"no index contains": "c0", "one of the indexes contains": "c1"}[column]))


@probe
def plan_for_share(order: str, percent: int) -> str:
    with connect() as db:
        reading(db)
        return kind(plan(db, share_of("ordered" if order == "follows" else "shuffled", percent / 100))).split(" > ")[0]

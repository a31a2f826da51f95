# %% A real PostgreSQL, and a table whose pages can be counted by hand: 40 rows on each
from typing import Any

import psycopg

from hotseat.proof import chart, claim, probe, service, show

ROWS = 32_000  # on 800 pages
PAD = "repeat('x', 164) AS pad"
"""With two integers before it, a row takes 204 bytes of its page's 8168."""


def connect() -> psycopg.Connection:
    connection = psycopg.connect(service("postgres"), autocommit=True)
    for extension in ("pageinspect", "pg_walinspect"):
        connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    return connection


def one(db: psycopg.Connection, sql: str) -> Any:
    """The first column of the first row."""
    row = db.execute(sql).fetchone()
    assert row is not None
    return row[0]


def readings(db: psycopg.Connection, at: str = "n", *, rows: int = ROWS, pages: int = 16, opclass: str = "") -> None:
    """A table of readings, in the order of n = 0, 1, 2, …, with a BRIN index on `at`, so many pages to a range."""
    db.execute("DROP TABLE IF EXISTS reading")
    db.execute(f"CREATE TABLE reading AS SELECT n AS id, {at} AS at, {PAD} FROM generate_series(0, {rows - 1}) n")
    db.execute("VACUUM FULL reading")  # gives back the pages that CREATE TABLE AS took in advance
    index(db, pages, opclass)
    db.execute("VACUUM ANALYZE reading")


def index(db: psycopg.Connection, pages: int, opclass: str = "") -> None:
    """The BRIN index of the table, made anew."""
    db.execute("DROP INDEX IF EXISTS reading_at")
    db.execute(f"CREATE INDEX reading_at ON reading USING brin (at {opclass}) WITH (pages_per_range = {pages})")


def size(db: psycopg.Connection, relation: str) -> int:
    """Pages of 8 KiB that a table or an index has."""
    return int(one(db, f"SELECT pg_relation_size('{relation}') / 8192"))


def plan(db: psycopg.Connection, where: str, *, free: bool = False, tail: str = "") -> dict[str, Any]:
    """The executed plan. Unless the choice is free, a sequential scan is the last resort."""
    db.execute(f"SET enable_seqscan = {'on' if free else 'off'}")
    sql = f"SELECT id FROM reading {where and 'WHERE'} {where} {tail}"
    db.execute(sql)  # warms the catalogue caches
    explained: dict[str, Any] = one(db, f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, SUMMARY OFF, FORMAT JSON) {sql}")[0]["Plan"]
    return explained


def pages_read(root: dict[str, Any]) -> int:
    """Pages that the plan looked at, of the table and of its indexes."""
    return int(root["Shared Hit Blocks"] + root["Shared Read Blocks"])


def table_pages(db: psycopg.Connection, where: str) -> int:
    """Pages of the table that a search by the BRIN index reads."""
    root = plan(db, where)
    assert root["Node Type"] == "Bitmap Heap Scan", root["Node Type"]
    return int(root["Exact Heap Blocks"] + root["Lossy Heap Blocks"])


# %% One summary for each range of pages
def summaries(db: psycopg.Connection) -> list[str]:
    """What the index holds for each range of pages, in their order."""
    page = "get_raw_page('reading_at', 2)"
    rows = db.execute(f"SELECT value FROM brin_page_items({page}, 'reading_at') WHERE NOT placeholder ORDER BY blknum")
    return [value for (value,) in rows.fetchall()]


@claim("a-summary-for-each-range")
def the_index_has_one_summary_for_each_range() -> bool:
    sizes = [8, 16, 64, 128]
    counted = []
    with connect() as db:
        readings(db)
        for pages in sizes:
            index(db, pages)
            counted.append(len(summaries(db)))
            first = summaries(db)[0]
        whole, brin = size(db, "reading"), size(db, "reading_at")
        db.execute("CREATE INDEX reading_tree ON reading (at)")
        tree = size(db, "reading_tree")
    show("pages of the table, of a B-tree on it, and of the BRIN index", [whole, tree, brin])
    show("pages to a range", sizes)
    show("summaries", counted)
    show("the first of the last index", first)
    wanted = [-(-whole // pages) for pages in sizes]
    return whole == 800 and counted == wanted and first == "{0 .. 5119}" and tree > 20 * brin


@claim("whole-ranges-are-read")
def a_search_reads_whole_ranges() -> bool:
    sizes = [4, 8, 16, 32, 64, 128]
    ones, hundred = [], []
    with connect() as db:
        readings(db)
        for pages in sizes:
            index(db, pages)
            ones.append(table_pages(db, "at = 10000"))
            hundred.append(table_pages(db, "at BETWEEN 10000 AND 13999"))  # 100 pages of rows, from page 250 on
        db.execute("CREATE INDEX reading_tree ON reading (at)")
        db.execute("DROP INDEX reading_at")
        tree = pages_read(plan(db, "at = 10000"))
    lines = {"one row": ones, "4 000 rows side by side": hundred}
    chart("Pages of the table that a search reads", sizes, lines, x_label="pages to a range", y_label="pages", log_x=True)
    show("pages that a B-tree reads for one row, its own included", tree)
    covering = [(-(-350 // pages) - 250 // pages) * pages for pages in sizes]
    return ones == sizes and hundred == covering and tree < 8


# %% Order in the table is everything
def correlation(db: psycopg.Connection) -> float:
    """What ANALYZE stored about the order of `at` in the table: 1 for ascending, 0 for none."""
    return float(one(db, "SELECT correlation FROM pg_stats WHERE tablename = 'reading' AND attname = 'at'"))


ORDERED, SHUFFLED = "n", "n * 7919 % 32000"
WITH_ZEROS = "CASE WHEN n % 640 = 300 THEN 0 ELSE n END"  # one row in each range of 16 pages


@claim("shuffled-reads-all")
def without_order_every_range_may_hold_the_row() -> bool:
    read, chosen = {}, {}
    with connect() as db:
        for at in (ORDERED, SHUFFLED):
            readings(db, at)
            read[at] = table_pages(db, "at = 10000")
            chosen[at] = plan(db, "at = 10000", free=True)["Node Type"]
    show("pages read for one row, in the order of the table and shuffled", list(read.values()))
    show("chosen by the planner", list(chosen.values()))
    return list(read.values()) == [16, 800] and list(chosen.values()) == ["Bitmap Heap Scan", "Seq Scan"]


@claim("one-stray-row-spoils-a-range")
def one_stray_row_spoils_its_range() -> bool:
    with connect() as db:
        readings(db, WITH_ZEROS)
        known, read = correlation(db), table_pages(db, "at = 10000")
        index(db, 16, "int4_minmax_multi_ops")
        multi = table_pages(db, "at = 10000")
        readings(db, WITH_ZEROS.replace("THEN 0", "THEN NULL"))
        nulls = table_pages(db, "at = 10000")
    show("correlation with a zero in each range", round(known, 3))
    show("pages read for one row in the 16th of 50 ranges: minmax, minmax-multi", [read, multi])
    show("with NULL in the place of zero, minmax", nulls)
    return known > 0.98 and read == (50 - 15) * 16 and multi == nulls == 16


# %% What writes do to the summaries
def appended(db: psycopg.Connection, pages: int, more: int) -> int:
    """Pages read for an old row after so many rows were appended."""
    readings(db, pages=pages)
    db.execute(f"INSERT INTO reading SELECT n, n, {PAD} FROM generate_series({ROWS}, {ROWS + more - 1}) n")
    return table_pages(db, "at = 10000")


@claim("new-ranges-are-read-by-all")
def new_ranges_are_read_by_every_search() -> bool:
    more = [0, 400, 2_000, 8_000]
    with connect() as db:
        read = [appended(db, 16, count) for count in more]
        db.execute("VACUUM reading")
        after = table_pages(db, "at = 10000")
        db.execute("SELECT brin_summarize_new_values('reading_at')")
        summarized = table_pages(db, "at = 10000")
    chart("One old row", more, {"pages read": read}, x_label="rows appended since VACUUM", y_label="pages", kind="points")
    show("pages read after VACUUM, which leaves the 8 pages of the last, incomplete range", after)
    show("pages read after brin_summarize_new_values", summarized)
    return read == [16 + count // 40 for count in more] and [after, summarized] == [24, 16]


def strays_deleted(db: psycopg.Connection) -> None:
    """Each range holds one stray zero while it is summarized; then those rows are deleted."""
    readings(db, WITH_ZEROS)
    db.execute("DELETE FROM reading WHERE at = 0")


RESUMMARIZE = "SELECT brin_desummarize_range('reading_at', page) FROM generate_series(0, 799, 16) page; SELECT brin_summarize_new_values('reading_at')"


@claim("summaries-only-widen")
def summaries_only_widen() -> bool:
    read = {}
    with connect() as db:
        strays_deleted(db)
        read["after the stray rows are deleted"] = table_pages(db, "at = 10000")
        db.execute("VACUUM ANALYZE reading")
        read["after VACUUM ANALYZE"] = table_pages(db, "at = 10000")
        db.execute(RESUMMARIZE)
        read["after each range was summarized anew"] = table_pages(db, "at = 10000")
    for when, count in read.items():
        show(f"pages read for one row {when}", count)
    wide, still, narrow = read.values()
    return wide == still == 560 and narrow == 16


def written(change: str) -> set[str]:
    """What an UPDATE of one row writes to: "heap only" if it is a heap-only update, "btree", "brin". Its page has room."""
    with connect() as db:
        db.execute("DROP TABLE IF EXISTS reading")
        filled = "SELECT n AS id, n AS at, 0 AS note FROM generate_series(0, 1999) n"
        db.execute(f"CREATE TABLE reading WITH (fillfactor = 50) AS {filled}")
        db.execute("CREATE INDEX reading_id ON reading (id)")
        db.execute("CREATE INDEX reading_at ON reading USING brin (at) WITH (pages_per_range = 4)")
        start = one(db, "SELECT pg_current_wal_insert_lsn()")
        db.execute(f"UPDATE reading SET {change} WHERE id = 77")
        records = f"pg_get_wal_records_info('{start}', pg_current_wal_insert_lsn())"
        kinds = {kind for (kind,) in db.execute(f"SELECT resource_manager || ' ' || record_type FROM {records}").fetchall()}
    marks = {"heap only": "HOT_UPDATE", "btree": "Btree INSERT", "brin": "BRIN"}
    return {name for name, mark in marks.items() if any(mark in kind for kind in kinds)}


INSIDE, BEYOND, KEY, NOTE = "at = at + 1", "at = 1000000", "id = 1000000", "note = 1"


@claim("updates-stay-heap-only")
def an_update_of_its_column_stays_heap_only() -> bool:
    found = {change: written(change) for change in (INSIDE, BEYOND, KEY)}
    for change, what in found.items():
        show(change, ", ".join(sorted(what)) or "nothing")
    return found == {INSIDE: {"heap only"}, BEYOND: {"heap only", "brin"}, KEY: {"btree"}}


# %% What a summary cannot answer
@claim("no-order-no-extremes")
def it_gives_no_order_and_no_greatest_value() -> bool:
    read = {}
    with connect() as db:
        readings(db)
        read["BRIN"] = pages_read(plan(db, "", free=True, tail="ORDER BY at DESC LIMIT 1"))
        db.execute("CREATE INDEX reading_tree ON reading (at)")
        read["B-tree"] = pages_read(plan(db, "", free=True, tail="ORDER BY at DESC LIMIT 1"))
        db.execute("DROP INDEX reading_tree")
        try:
            db.execute("CREATE UNIQUE INDEX ON reading USING brin (at)")
            unique = "made"
        except psycopg.errors.FeatureNotSupported as error:
            unique = str(error).strip()
    for index, count in read.items():
        show(f"pages read for the latest row, {index} on the column", count)
    show("CREATE UNIQUE INDEX … USING brin", unique)
    return read["BRIN"] >= 800 and read["B-tree"] < 8 and "does not support unique" in unique


# %% Truths of the probes
@probe
def pages_for(pages: int, wanted: str, order: str) -> int:
    with connect() as db:
        readings(db, {"ascends with": ORDERED, "descends with": "31999 - n", "is unrelated to": SHUFFLED}[order], pages=pages)
        return table_pages(db, wanted)


@probe
def ranges_with_strays(value: str, place: int) -> int:
    """Ranges read for the first row of the range number `place` of 50, when every fifth has one stray value."""
    stray = {"0": "0", "1 000 000": "1000000", "NULL": "NULL"}[value]
    with connect() as db:
        readings(db, f"CASE WHEN n % 3200 = 2860 THEN {stray} ELSE n END")
        return table_pages(db, f"at = {(place - 1) * 640}") // 16


@probe
def pages_after_appending(pages: int, more: int) -> int:
    with connect() as db:
        return appended(db, pages, more)


MEASURES = {
    "ANALYZE": "ANALYZE reading",
    "VACUUM": "VACUUM reading",
    "brin_summarize_new_values": "SELECT brin_summarize_new_values('reading_at')",
    "REINDEX": "REINDEX TABLE reading",
    "CLUSTER by a B-tree on the column": "CREATE INDEX reading_tree ON reading (at); CLUSTER reading USING reading_tree; DROP INDEX reading_tree",
}


@probe
def measures_that_help(event: str) -> list[str]:
    helping = []
    with connect() as db:
        for name, measure in MEASURES.items():
            if "appended" in event:
                appended(db, 16, 8_000)
            elif "deleted" in event:
                strays_deleted(db)
            else:
                readings(db, SHUFFLED)
            db.execute(measure)
            if table_pages(db, "at = 10000") < 40:
                helping.append(name)
    return helping


@probe
def touched(change: str) -> str:
    changes = {
        "the BRIN column, to a value within the bounds of its range": INSIDE,
        "the BRIN column, to a value far above all others": BEYOND,
        "the column of the B-tree": KEY,
        "a column in no index": NOTE,
    }
    what = written(changes[change])
    only = "heap-only" if "heap only" in what else "not heap-only"
    names = {"btree": "the B-tree", "brin": "the BRIN index"}
    return f"{only}, and {' and '.join(names[name] for name in names if name in what) or 'no index'} is written to"

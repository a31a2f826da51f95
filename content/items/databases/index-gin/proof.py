# %% A real PostgreSQL: plans with the rows that an index hands over, and what an index holds and logs
from typing import Any

import psycopg

from hotseat.proof import chart, claim, probe, service, show


def connect() -> psycopg.Connection:
    connection = psycopg.connect(service("postgres"), autocommit=True)
    for extension in ("pageinspect", "pg_trgm", "pg_walinspect"):
        connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    return connection


def one(db: psycopg.Connection, sql: str) -> Any:
    """The first column of the first row."""
    row = db.execute(sql).fetchone()
    assert row is not None
    return row[0]


def table(db: psycopg.Connection, select: str, index: str) -> None:
    """A fresh table `doc` with the rows of a SELECT and one index, `doc_index`, vacuumed and analyzed."""
    db.execute("DROP TABLE IF EXISTS doc")
    db.execute(f"CREATE TABLE doc WITH (fillfactor = 50) AS {select}")
    db.execute(f"CREATE INDEX doc_index ON doc USING {index}")
    db.execute("VACUUM ANALYZE doc")


def plan(db: psycopg.Connection, sql: str) -> list[dict[str, Any]]:
    """The nodes of the executed plan from the top down, where a sequential scan is the last resort."""
    db.execute("SET enable_seqscan = off")
    db.execute(sql)  # warms the catalogue caches, so that the pages counted are those of the plan
    node = one(db, f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, SUMMARY OFF, FORMAT JSON) {sql}")[0]["Plan"]
    found = [node]
    while node.get("Plans"):
        (node,) = node["Plans"]
        found.append(node)
    return found


def pages(nodes: list[dict[str, Any]]) -> int:
    """Pages that the plan looked at, in memory or not."""
    return int(nodes[0]["Shared Hit Blocks"] + nodes[0]["Shared Read Blocks"])


def handed_over(nodes: list[dict[str, Any]]) -> int | None:
    """Rows that the index handed to the table's scan; None when no index is used."""
    return int(nodes[-1]["Actual Rows"]) if "Index" in nodes[-1]["Node Type"] else None


def held(db: psycopg.Connection, column: str) -> int:
    """A figure from the index's metapage, such as n_entries (as of its building or the last VACUUM) or n_pending_tuples."""
    return int(one(db, f"SELECT {column} FROM gin_metapage_info(get_raw_page('doc_index', 0))"))


# %% Inverted: an entry for each key, not for each row
@claim("one-entry-per-key")
def the_index_has_an_entry_for_each_key() -> bool:
    rows = [1_000, 4_000, 16_000]
    entries, found = [], []
    with connect() as db:
        for count in rows:
            tags = "ARRAY['t' || n % 100, 't' || (n + 1) % 100, 't' || (n + 2) % 100]"
            table(db, f"SELECT {tags} AS tags FROM generate_series(1, {count}) n", "gin (tags)")
            entries.append(held(db, "n_entries"))
            found.append(handed_over(plan(db, "SELECT tags FROM doc WHERE tags @> '{t7}'")))
    show("rows of three tags each, out of 100 tags", rows)
    show("entries of the index", entries)
    show("rows that the entry t7 leads to", found)
    return entries == [100, 100, 100] and found == [count * 3 // 100 for count in rows]


# %% Two operator classes for jsonb: parts, or paths
OPS, PATH_OPS = "gin (doc)", "gin (doc jsonb_path_ops)"


def documents(db: psycopg.Connection, index: str, *, rows: int = 10_000, states: int = 50, vip: int = 500) -> None:
    """Documents {"user": n, "state": n mod `states`}; each `vip`-th has the key "vip" too."""
    fields = f"jsonb_build_object('user', n, 'state', n % {states})"
    doc = f"{fields} || CASE WHEN n % {vip} = 0 THEN '{{\"vip\": true}}' ELSE '{{}}' END::jsonb"
    table(db, f"SELECT n AS id, {doc} AS doc FROM generate_series(0, {rows - 1}) n", index)


@claim("parts-or-paths")
def the_default_class_holds_parts_the_other_paths() -> bool:
    entries = {}
    with connect() as db:
        for index in (OPS, PATH_OPS):
            documents(db, index)
            entries[index] = held(db, "n_entries")
    show("entries for 10 000 users and 50 states: jsonb_ops", entries[OPS])
    show("entries: jsonb_path_ops", entries[PATH_OPS])
    parts = len({"user", "state", "vip", True}) + len(set(range(10_000)) | set(range(50)))
    return entries == {OPS: parts, PATH_OPS: 10_000 + 50 + 1}


def search(db: psycopg.Connection, number: int, index: str, *, field: str = "user", states: int = 50) -> tuple[int, int, int]:
    """A search for a number in a field: rows handed over by the index, rows left after looking at them, pages read."""
    documents(db, index, states=states)
    nodes = plan(db, f"SELECT id FROM doc WHERE doc @> '{{\"{field}\": {number}}}'")
    return handed_over(nodes) or 0, int(nodes[0]["Actual Rows"]), pages(nodes)


@claim("parts-find-too-much")
def parts_find_rows_that_do_not_match() -> bool:
    with connect() as db:
        by_parts, by_paths = search(db, 7, OPS), search(db, 7, PATH_OPS)
        far = search(db, 777, OPS)
    show("user 7, where 7 is also a state: rows handed over, rows left, pages read (jsonb_ops)", list(by_parts))
    show("the same with jsonb_path_ops", list(by_paths))
    show("user 777, where no state is 777 (jsonb_ops)", list(far))
    exact = by_paths[:2] == (1, 1) == far[:2]
    return by_parts[:2] == (200, 1) and exact and by_parts[2] > 20 * by_paths[2]


# %% The operator decides whether the index can help
CONDITIONS = {
    """doc @> '{"user": 777}'""": (1, 1),
    "doc @? '$.user ? (@ == 777)'": (1, 1),
    "doc @? '$.user ? (@ > 9990)'": (10_000, 10_000),
    "doc ? 'vip'": (20, None),
    "doc->>'user' = '777'": (None, None),
    "doc->'user' = '777'": (None, None),
}
"""Conditions, and the rows that an index by jsonb_ops and one by jsonb_path_ops hand over; None: it cannot be used."""


def asked(db: psycopg.Connection, condition: str) -> int | None:
    return handed_over(plan(db, f"SELECT id FROM doc WHERE {condition}"))


@claim("operators-decide")
def the_operator_decides_what_the_index_can_do() -> bool:
    found: dict[str, list[int | None]] = {condition: [] for condition in CONDITIONS}
    with connect() as db:
        for index in (OPS, PATH_OPS):
            documents(db, index)
            for condition, counts in found.items():
                counts.append(asked(db, condition))
        documents(db, "btree ((doc->>'user'))")
        by_expression = asked(db, "doc->>'user' = '777'")
    for condition, counts in found.items():
        show(condition, ["not used" if count is None else f"{count} rows handed over" for count in counts])
    show("doc->>'user' = '777' with a B-tree index on the expression", by_expression)
    return {condition: tuple(counts) for condition, counts in found.items()} == CONDITIONS and by_expression == 1


# %% Substrings by trigrams
def hashes(db: psycopg.Connection) -> None:
    """10 000 texts of two words, each of 16 hexadecimal digits."""
    words = "substr(md5(n::text), 1, 16) || ' ' || substr(md5(n::text), 17)"
    table(db, f"SELECT {words} AS words FROM generate_series(1, 10000) n", "gin (words gin_trgm_ops)")


def matching(db: psycopg.Connection, pattern: str) -> tuple[int, int]:
    """Rows handed over by the index and rows that match, for a pattern of LIKE."""
    nodes = plan(db, f"SELECT words FROM doc WHERE words LIKE '{pattern}'")
    return handed_over(nodes) or 0, int(nodes[0]["Actual Rows"])


@claim("a-whole-trigram-at-least")
def a_pattern_must_contain_a_whole_trigram() -> bool:
    needles = ["a", "ab", "abc", "abcd", "abcde"]
    with connect() as db:
        hashes(db)
        inside = [matching(db, f"%{needle}%") for needle in needles]
        (apart, _), (at_the_start, _), (at_the_end, _) = [matching(db, pattern) for pattern in ("%ab%cd%", "ab%", "%ab")]
    lines = {"handed over by the index": [row[0] for row in inside], "matching": [row[1] for row in inside]}
    chart("LIKE '%…%' over 10 000 texts", [len(needle) for needle in needles], lines, x_label="letters", y_label="rows")
    show("handed over for '%ab%cd%'", apart)
    show("handed over for 'ab%' and for '%ab'", [at_the_start, at_the_end])
    useless = [row[0] for row in inside[:2]] == [10_000, 10_000] and apart == 10_000
    useful = all(match <= count < 200 for count, match in inside[2:]) and inside[2][1] > 0
    return useless and useful and 0 < at_the_start < 200 and 0 < at_the_end < 200


# %% What a bitmap cannot do: stop early, or come in order
def states_found(db: psycopg.Connection, states: int, tail: str, index: str = OPS) -> list[dict[str, Any]]:
    documents(db, index, states=states)
    return plan(db, f"SELECT id FROM doc WHERE doc @> '{{\"state\": 1}}' {tail}")


@claim("limit-comes-too-late")
def a_limit_comes_too_late() -> bool:
    states = [4, 20, 100]
    with connect() as db:
        limited = [states_found(db, count, "LIMIT 1") for count in states]
        ordered = states_found(db, 20, "ORDER BY doc->>'user' LIMIT 1")
        documents(db, "btree ((doc->>'state'))", states=20)
        tree = plan(db, "SELECT id FROM doc WHERE doc->>'state' = '1' LIMIT 1")
    handed = [handed_over(nodes) for nodes in limited]
    show("rows that match", [10_000 // count for count in states])
    show("rows that GIN collects for LIMIT 1", handed)
    show("rows that a B-tree on the expression reads for LIMIT 1", handed_over(tree))
    show("ORDER BY … LIMIT 1", " > ".join(node["Node Type"] for node in ordered))
    return handed == [10_000 // count for count in states] and handed_over(tree) == 1 and ordered[1]["Node Type"] == "Sort"


# %% What a write costs, and who pays for it
def logged(db: psycopg.Connection, change: str) -> dict[str, int]:
    """WAL records that one statement writes, by what wrote them and their kind."""
    start = one(db, "SELECT pg_current_wal_insert_lsn()")
    db.execute(change)
    records = f"pg_get_wal_records_info('{start}', pg_current_wal_insert_lsn())"
    return dict(db.execute(f"SELECT resource_manager || ' ' || record_type, count(*) FROM {records} GROUP BY 1").fetchall())


def inserts(fields: int, change: str, fastupdate: str = "off") -> int:
    """Insertions into the index that one UPDATE of a document with so many fields makes, each field with a value of its own."""
    made = f"SELECT n AS id, 0 AS note, (SELECT jsonb_object_agg('k' || i, 'v' || n || '-' || i) FROM generate_series(1, {fields}) i) AS doc"
    with connect() as db:
        table(db, f"{made} FROM generate_series(1, 30) n", f"{OPS} WITH (fastupdate = {fastupdate})")
        return logged(db, f"UPDATE doc SET {change} WHERE id = 7").get("Gin INSERT", 0)


ONE_FIELD, OUTSIDE = "doc = jsonb_set(doc, '{k1}', '\"new\"')", "note = note + 1"


@claim("one-field-writes-all-keys")
def changing_one_field_writes_every_key() -> bool:
    fields = [3, 10, 30]
    inside, outside = [inserts(count, ONE_FIELD) for count in fields], [inserts(count, OUTSIDE) for count in fields]
    show("fields of the document", fields)
    show("insertions into the index when one of them changes", inside)
    show("insertions when a column outside the index changes", outside)
    return inside == [2 * count for count in fields] and outside == [0, 0, 0]


@claim("pending-is-read-by-all")
def every_search_reads_the_pending_list() -> bool:
    added = [0, 1_000, 2_000, 4_000]
    read, waiting = [], []
    absent = "SELECT tags FROM doc WHERE tags @> '{absent}'"
    with connect() as db:
        for count in added:
            table(db, "SELECT ARRAY['t' || n % 100] AS tags FROM generate_series(1, 1000) n", "gin (tags) WITH (fastupdate = on)")
            db.execute(f"INSERT INTO doc SELECT ARRAY['t' || n % 100] FROM generate_series(1, {count}) n")
            waiting.append(held(db, "n_pending_tuples"))
            read.append(pages(plan(db, absent)))
        db.execute("VACUUM doc")
        after = pages(plan(db, absent))
    chart(
        "A search that finds nothing",
        added,
        {"pages read": read},
        x_label="rows inserted since VACUUM",
        y_label="pages",
        kind="points",
    )
    show("rows in the pending list", waiting)
    show("pages read after VACUUM", after)
    growing = read[1] > read[0] and read[2] - read[1] >= 2 and read[3] - read[2] >= 4
    return waiting == added and growing and after < read[1]


# %% Truths of the probes
@probe
def entries(opclass: str, rows: int, states: int) -> int:
    with connect() as db:
        fields = f"jsonb_build_object('user', n, 'state', n % {states})"
        table(db, f"SELECT {fields} AS doc FROM generate_series(0, {rows - 1}) n", f"gin (doc {opclass})")
        return held(db, "n_entries")


@probe
def candidates(opclass: str, field: str, number: int, states: int) -> int:
    with connect() as db:
        return search(db, number, f"gin (doc {opclass})", field=field, states=states)[0]


@probe
def narrowed(opclass: str) -> list[str]:
    with connect() as db:
        documents(db, f"gin (doc {opclass})")
        return [condition for condition in CONDITIONS if (asked(db, condition) or 10_000) < 10_000]


NEEDLES = ["ab", "abc", "ab%cd", "ab cd", "a_c"]


@probe
def patterns_narrowed(frame: str) -> list[str]:
    with connect() as db:
        hashes(db)
        return [needle for needle in NEEDLES if matching(db, frame.replace("…", needle))[0] < 10_000]


@probe
def collected(states: int, limit: int) -> int:
    with connect() as db:
        return handed_over(states_found(db, states, f"LIMIT {limit}")) or 0


@probe
def inserted(fields: int, change: str) -> int:
    changes = {
        "one field of it gets another value": ONE_FIELD,
        "one field of it is removed": "doc = doc - 'k1'",
        "one field is added to it": 'doc = doc || \'{"more": "new"}\'',
        "another column, in no index, is changed": OUTSIDE,
    }
    return inserts(fields, changes[change])

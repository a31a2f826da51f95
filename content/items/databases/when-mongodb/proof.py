# %% The same orders twice in one PostgreSQL: as tables, and as documents (jsonb). No MongoDB runs here
import json
from collections.abc import Iterator
from itertools import permutations
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


def shop(db: psycopg.Connection, *, orders: int = 1_000, lines: int = 5, products: int = 100) -> None:
    """Orders of so many lines each: in `purchase` and `line` with keys and a `product` table, and whole in `document`."""
    db.execute(
        f"""DROP TABLE IF EXISTS line, purchase, product, document;
        CREATE TABLE product AS SELECT n AS id, 'Product ' || n AS name FROM generate_series(0, {products - 1}) n;
        CREATE TABLE purchase AS SELECT n AS id, 'Customer ' || n AS customer FROM generate_series(0, {orders - 1}) n;
        CREATE TABLE line AS SELECT p.id AS purchase, i AS place, (p.id * 7 + i * 13) % {products} AS product, 1 + i AS pieces
            FROM generate_series(0, {lines - 1}) i, purchase p;
        CREATE TABLE document AS SELECT p.id, jsonb_build_object('customer', customer, 'lines', jsonb_agg(
            jsonb_build_object('product', product, 'name', name, 'pieces', pieces) ORDER BY place)) AS doc
            FROM purchase p JOIN line ON purchase = p.id JOIN product ON product.id = product GROUP BY p.id, customer ORDER BY p.id;
        ALTER TABLE product ADD PRIMARY KEY (id); ALTER TABLE purchase ADD PRIMARY KEY (id); ALTER TABLE document ADD PRIMARY KEY (id);
        ALTER TABLE line ADD FOREIGN KEY (product) REFERENCES product (id); CREATE INDEX ON line (purchase); CREATE INDEX ON line (product);"""
    )
    for name in ("product", "purchase", "line", "document"):
        db.execute(f"VACUUM ANALYZE {name}")


def executed(db: psycopg.Connection, sql: str) -> dict[str, Any]:
    """The plan with what its execution counted. The first run warms the catalogue caches."""
    db.execute(sql)
    explained: dict[str, Any] = one(db, f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, SUMMARY OFF, FORMAT JSON) {sql}")[0]["Plan"]
    return explained


def pages(root: dict[str, Any]) -> int:
    """Pages that the plan looked at, in memory or not."""
    return int(root["Shared Hit Blocks"] + root["Shared Read Blocks"])


def logged(db: psycopg.Connection, change: str) -> int:
    """Bytes of write-ahead log that a statement makes."""
    start = one(db, "SELECT pg_current_wal_insert_lsn()")
    db.execute(change)
    return int(one(db, f"SELECT pg_current_wal_insert_lsn() - '{start}'::pg_lsn"))


# %% What is asked for as a whole, and what is asked across
WHOLE = "SELECT customer, product.name, pieces FROM purchase JOIN line ON purchase = purchase.id JOIN product ON product.id = product WHERE purchase.id = 77"


@claim("a-whole-is-one-read")
def a_whole_is_one_read() -> bool:
    lines = [1, 5, 20]
    tables, documents = [], []
    with connect() as db:
        db.execute("SET enable_seqscan = off")
        for count in lines:
            shop(db, orders=400, lines=count)
            tables.append(pages(executed(db, WHOLE)))
            documents.append(pages(executed(db, "SELECT doc FROM document WHERE id = 77")))
    chart(
        "Pages read for one order",
        lines,
        {"tables": tables, "document": documents},
        x_label="lines",
        y_label="pages",
        kind="points",
    )
    show("pages for an order of 1, 5 and 20 lines: tables", tables)
    show("as one document", documents)
    return documents == [3, 3, 3] and all(count > 2 * 3 for count in tables) and tables[2] > 2 * tables[0]


SOLD = "SELECT sum(pieces) FROM line WHERE product = 42"
SOLD_IN_DOCUMENTS = (
    "SELECT sum((line->>'pieces')::int) FROM document, jsonb_array_elements(doc->'lines') line WHERE line->>'product' = '42'"
)


CONTAINING = f'{SOLD_IN_DOCUMENTS} AND doc @> \'{{"lines": [{{"product": 42}}]}}\''


@claim("across-wants-an-index-inside")
def a_question_across_wants_an_index_into_the_documents() -> bool:
    orders = [500, 1_000, 2_000]
    tables, opened, indexed = [], [], []
    with connect() as db:
        for count in orders:
            shop(db, orders=count, lines=2, products=count)
            tables.append(pages(executed(db, SOLD)))
            opened.append(pages(executed(db, SOLD_IN_DOCUMENTS)))
            db.execute("CREATE INDEX ON document USING gin (doc jsonb_path_ops)")
            indexed.append(pages(executed(db, CONTAINING)))
            same = one(db, SOLD) == one(db, SOLD_IN_DOCUMENTS) == one(db, CONTAINING)
    lines = {"table of lines, indexed": tables, "documents": opened, "documents, indexed inside": indexed}
    chart("Pages read for the sales of one product", orders, lines, x_label="orders", y_label="pages")
    show("pages among 500, 1 000 and 2 000 orders: a table of lines with an index", tables)
    show("documents, opened one by one", opened)
    show("documents, found by an index on what is in them", indexed)
    return same and max(*tables, *indexed) < 12 and opened[2] > 3.5 * opened[0] > 3.5 * 10


# %% What is written in several places, and what grows
@claim("copies-must-be-changed-each")
def a_copied_fact_must_be_changed_in_every_copy() -> bool:
    changed = []
    with connect() as db:
        for orders in (100, 400, 1_600):
            shop(db, orders=orders, lines=5, products=20)
            one_row = db.execute("UPDATE product SET name = 'Renamed' WHERE id = 7").rowcount
            copies = """UPDATE document SET doc = jsonb_set(doc, '{lines}', (SELECT jsonb_agg(CASE WHEN line->>'product' = '7'
                THEN jsonb_set(line, '{name}', '"Renamed"') ELSE line END) FROM jsonb_array_elements(doc->'lines') line))
                WHERE doc @> '{"lines": [{"product": 7}]}'"""
            changed.append([one_row, db.execute(copies).rowcount])
    show(
        "rows and documents changed to rename one product of 20, among 100, 400 and 1 600 orders", [str(pair) for pair in changed]
    )
    return [row for row, _ in changed] == [1, 1, 1] and [copies for _, copies in changed] == [25, 100, 400]


def growing(entries: int) -> tuple[int, int]:
    """Bytes logged for one comment more when there are so many: as an element of a document's array, as a row."""
    with connect() as db:
        db.execute("CREATE TABLE post (id int PRIMARY KEY, doc jsonb); CREATE TABLE comment (post int, text text)")
        db.execute("ALTER TABLE post ALTER doc SET STORAGE EXTERNAL")  # without compression, so that sizes can be followed
        comments = json.dumps([f"comment {number} {'x' * 80}" for number in range(entries)])
        db.execute("INSERT INTO post VALUES (1, jsonb_build_object('comments', %s::jsonb))", [comments])
        db.execute("INSERT INTO comment SELECT 1, t FROM jsonb_array_elements_text(%s::jsonb) t", [comments])
        more = "one more " + "x" * 80
        inside = logged(db, f"UPDATE post SET doc = jsonb_insert(doc, '{{comments, -1}}', '\"{more}\"', true) WHERE id = 1")
        return inside, logged(db, f"INSERT INTO comment VALUES (1, '{more}')")


@claim("a-growing-array-is-rewritten")
def a_growing_array_is_written_anew_each_time() -> bool:
    entries = [10, 100, 1_000, 4_000]
    inside, rows = zip(*(growing(count) for count in entries), strict=True)
    chart(
        "Bytes logged for one comment more",
        entries,
        {"in the document": inside, "as a row": rows},
        x_label="comments there",
        y_label="bytes",
        log_x=True,
        log_y=True,
    )
    show("bytes: in the document", list(inside))
    show("bytes: as a row", list(rows))
    return inside[3] > 30 * inside[1] and inside[2] > 80_000 and max(rows) < 600


# %% Who keeps the rules
MISTAKES = {
    "a product that does not exist": """{"customer": "Ann", "lines": [{"product": 999999, "pieces": 1}]}""",
    "a misspelt field": """{"custommer": "Ann", "lines": [{"product": 1, "pieces": 1}]}""",
    "a text in place of a number": """{"customer": "Ann", "lines": [{"product": 1, "pieces": "one"}]}""",
    "a negative number of pieces": """{"customer": "Ann", "lines": [{"product": 1, "pieces": -1}]}""",
}
CHECK = """ALTER TABLE document ADD CHECK (doc ? 'customer' AND jsonb_typeof(doc->'customer') = 'string'
    AND NOT doc @? '$.lines[*].pieces ? (@.type() != "number" || @ < 1)')"""


def accepted(db: psycopg.Connection, document: str) -> bool:
    try:
        db.execute("INSERT INTO document VALUES ((SELECT max(id) + 1 FROM document), %s)", [document])
    except psycopg.errors.CheckViolation:
        return False
    return True


@claim("documents-accept-anything")
def documents_accept_what_no_rule_refuses() -> bool:
    with connect() as db:
        shop(db, orders=10)
        free = {mistake: accepted(db, document) for mistake, document in MISTAKES.items()}
        db.execute("DELETE FROM document WHERE id >= 10")
        db.execute(CHECK)
        ruled = {mistake: accepted(db, document) for mistake, document in MISTAKES.items()}
        try:
            db.execute("INSERT INTO line VALUES (1, 9, 999999, 1)")
            referenced = True
        except psycopg.errors.ForeignKeyViolation:
            referenced = False
    show("accepted as a document without rules", [mistake for mistake, taken in free.items() if taken])
    show("accepted with a CHECK on the document", [mistake for mistake, taken in ruled.items() if taken])
    show("a line of a product that does not exist, in the table with a foreign key", "accepted" if referenced else "refused")
    return all(free.values()) and [mistake for mistake, taken in ruled.items() if taken] == list(MISTAKES)[:1] and not referenced


@claim("new-column-rewrites-nothing")
def a_new_column_rewrites_nothing() -> bool:
    with connect() as db:
        shop(db, orders=2_000)
        file = one(db, "SELECT pg_relation_filenode('purchase')")
        bytes_logged = logged(db, "ALTER TABLE purchase ADD COLUMN currency text NOT NULL DEFAULT 'EUR'")
        kept = one(db, "SELECT pg_relation_filenode('purchase')") == file
        read = one(db, "SELECT count(*) FROM purchase WHERE currency = 'EUR'")
        db.execute("ALTER TABLE purchase ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid()")
        rewritten = one(db, "SELECT pg_relation_filenode('purchase')") != file
    show("bytes logged to add a column with a default to 2 000 rows", bytes_logged)
    show("rows that have the value at once", read)
    show("the table's file stays the same; with a random default it stays the same", [kept, not rewritten])
    return kept and read == 2_000 and bytes_logged < 40_000 and rewritten


# %% Two writers of one document
def save_whole(db: psycopg.Connection, field: str) -> Iterator[None]:
    """Read the document, change one field in the application, save it all."""
    doc = one(db, "SELECT doc FROM document WHERE id = 1")
    yield
    doc[field] = "changed"
    db.execute("UPDATE document SET doc = %s WHERE id = 1", [json.dumps(doc)])
    yield


def set_field(db: psycopg.Connection, field: str) -> Iterator[None]:
    """Read the document, then change only the field, by an operator in the database."""
    one(db, "SELECT doc FROM document WHERE id = 1")
    yield
    db.execute(f"UPDATE document SET doc = jsonb_set(doc, '{{{field}}}', '\"changed\"') WHERE id = 1")
    yield


def lost(way: Any) -> list[int]:
    """Orders of the steps of two writers of different fields of one document, and those that lose a change."""
    found = []
    with connect() as db:
        shop(db, orders=2)
        for order in sorted(set(permutations((0, 0, 1, 1)))):
            db.execute('UPDATE document SET doc = \'{"address": "old", "note": "old"}\' WHERE id = 1')
            writers = [way(db, "address"), way(db, "note")]
            for writer in order:
                next(writers[writer])
            found.append(list(one(db, "SELECT doc FROM document WHERE id = 1").values()).count("changed"))
    return [len(found), sum(count < 2 for count in found)]


@claim("saving-the-whole-loses-fields")
def saving_the_whole_document_loses_the_others_field() -> bool:
    whole, field = lost(save_whole), lost(set_field)
    show("orders of two writers of different fields, and those that lose a change: the whole document is saved", whole)
    show("only the field is set", field)
    return whole == [6, 4] and field == [6, 0]


# %% Truths of the probes
@probe
def touched_by_rename(orders: int, lines: int, products: int, shape: str) -> int:
    """How many rows or documents change when a product is renamed; the lines take the products in turn."""
    with connect() as db:
        db.execute("CREATE TABLE product AS SELECT n AS id, 'Product' AS name FROM generate_series(0, 99) n")
        db.execute(
            f"""CREATE TABLE document AS SELECT o AS id, jsonb_build_object('lines', jsonb_agg(jsonb_build_object('product', (o * {lines} + i) % {products})))
            AS doc FROM generate_series(0, {orders - 1}) o, generate_series(0, {lines - 1}) i GROUP BY o"""
        )
        if shape == "a product table, to which the lines refer by its key":
            return db.execute("UPDATE product SET name = 'Renamed' WHERE id = 1").rowcount
        if shape == "rows of a table of lines, each with a copy of the name":
            db.execute(
                "CREATE TABLE line AS SELECT (line->'product')::int AS product, 'Product' AS name FROM document, jsonb_array_elements(doc->'lines') line"
            )
            return db.execute("UPDATE line SET name = 'Renamed' WHERE product = 1").rowcount
        return db.execute("""UPDATE document SET doc = doc WHERE doc @> '{"lines": [{"product": 1}]}'""").rowcount


@probe
def last_values(way: str, order: str) -> str:
    """What two writers of different fields leave."""
    ways = {
        "reads the whole document, changes its field, and saves the whole": save_whole,
        "reads the document, then sets only its field": set_field,
    }
    with connect() as db:
        shop(db, orders=2)
        db.execute('UPDATE document SET doc = \'{"address": "old", "note": "old"}\' WHERE id = 1')
        writers = {"A": ways[way](db, "address"), "B": ways[way](db, "note")}
        for name in order.split(", "):
            next(writers[name])
        left = one(db, "SELECT doc FROM document WHERE id = 1")
    both = [field for field in ("address", "note") if left[field] == "changed"]
    return {2: "both changes", 0: "none of the changes"}.get(len(both)) or {
        "address": "A's change only",
        "note": "B's change only",
    }[both[0]]


@probe
def refused(rule: str) -> list[str]:
    with connect() as db:
        shop(db, orders=10)
        db.execute(CHECK if "pieces" in rule else CHECK.split("AND NOT")[0] + ")")
        return [mistake for mistake, document in MISTAKES.items() if not accepted(db, document)]


@probe
def times_the_log(before: int, after: int, shape: str) -> float:
    """How many times as much one comment more logs."""
    which = 0 if shape == "an array in the post's document" else 1
    return round(growing(after)[which] / growing(before)[which], 1)

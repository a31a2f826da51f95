# %% What goes in, and what goes out
import itertools
import json
import math
import struct
from random import Random

import psycopg
import valkey

from hotseat.proof import chart, claim, probe, service, show

METRES_PER_DEGREE = math.pi * 6_371_008.8 / 180  # along a meridian, on a sphere with the Earth's mean radius


def sent_in(seconds: int, vehicles: int, every: int, viewers: int, watched: int, tick: int | None) -> int:
    """Messages sent to viewers; each watches so many vehicles, and gets each point, or one message with what is new a tick."""
    pending: list[set[int]] = [set() for _ in range(viewers)]
    sent = 0
    for second in range(seconds):
        for vehicle in range(second % every, vehicles, every):  # a vehicle reports every so many seconds
            for viewer in range(viewers):
                if (vehicle - viewer) % vehicles < watched:
                    pending[viewer].add(vehicle)
                    sent += tick is None
        if tick and second % tick == tick - 1:
            sent += sum(bool(waiting) for waiting in pending)
            pending = [set() for _ in range(viewers)]
    return sent


@claim("rates-multiply")
def viewers_times_what_they_watch() -> bool:
    whole, own = [sent_in(60, 100, 4, 20, watched, None) for watched in (100, 8)]
    ticked = sent_in(60, 100, 4, 20, 8, tick=2)
    points = 60 * 100 // 4
    show("a minute of 100 vehicles every 4 s: points in", points)
    show("messages out to 20 viewers: everything; 8 vehicles each; 8 each, merged every 2 s", [whole, own, ticked])
    return [points, whole, own, ticked] == [1500, 30_000, 2400, 600]


@probe
def out_a_second(vehicles: int, every: int, viewers: int, watched: int) -> int:
    return sent_in(every * 3, vehicles // 100, every, viewers // 100, watched, None) * 100 // (every * 3)


# %% Points that arrive late, twice, and from the future
SCHEMA = """
DROP SCHEMA IF EXISTS track CASCADE;
CREATE SCHEMA track;
CREATE TABLE track.last (vehicle int PRIMARY KEY, at int NOT NULL, place text NOT NULL);
"""
INSERT = """
INSERT INTO track.last VALUES (%(vehicle)s, %(at)s, %(place)s)
ON CONFLICT (vehicle) DO UPDATE SET at = excluded.at, place = excluded.place
"""
RULES = {
    "overwrites with every point": INSERT,
    "overwrites only if the point's own time is later": INSERT + "WHERE last.at < excluded.at",
}
AHEAD = 60


def connect() -> psycopg.Connection:
    return psycopg.connect(service("postgres"), autocommit=True)


def fresh() -> psycopg.Connection:
    db = connect()
    db.execute("SET client_min_messages = warning")
    db.execute(SCHEMA)
    return db


def shown_after(points: list[int], rule: str, ahead: int | None = None) -> int:
    """The time of the position that is shown after these points (their own times); one arrives in each second from 1 on."""
    with fresh() as db:
        for received, at in enumerate(points, 1):
            if ahead is None or at <= received + ahead:
                db.execute(RULES[rule], {"vehicle": 1, "at": at, "place": f"at {at}"})
        row = db.execute("SELECT at FROM track.last").fetchone()
        assert row is not None
        return row[0]


@probe
def position_shown(points: str, rule: str) -> int:
    name, bounded = (rule.removesuffix(BOUNDED), AHEAD) if rule.endswith(BOUNDED) else (rule, None)
    return shown_after([int(point) for point in points.split()], name, bounded)


BOUNDED = ", and points that are more than 60 s ahead of the server's clock are dropped"


@claim("arrival-order-lies")
def the_points_own_time_decides() -> bool:
    points = [1, 2, 3, 4]
    orders = [list(order) for order in itertools.permutations(points)]
    orders += [[*order, order[number]] for order in orders for number in range(3)]  # and one of the first three again
    right = [sum(shown_after(order, rule) == 4 for order in orders) for rule in RULES]
    show("orders of four points, with and without a repeated one", len(orders))
    show("of these end at the latest point: by arrival, by the points' own time", right)
    return (len(orders), right) == (96, [24, 96])


def ignored(ahead: int | None) -> int:
    """Right points without effect after one that is dated an hour ahead; one comes each minute for two hours."""
    lost = 0
    with fresh() as db:
        for minute in range(120):
            at = minute * 60 + (3600 if minute == 5 else 0)
            if ahead is None or at <= minute * 60 + ahead:
                rule = RULES["overwrites only if the point's own time is later"]
                lost += db.execute(rule, {"vehicle": 1, "at": at, "place": "x"}).rowcount == 0
    return lost


@claim("the-future-freezes")
def a_clock_that_is_ahead_hides_what_is_true() -> bool:
    found = [ignored(None), ignored(AHEAD)]
    show("right points of 119 ignored after one dated an hour ahead: without a bound, with one of 60 s", found)
    return found == [60, 0]


# %% Cells: an index with edges
LETTERS = "0123456789bcdefghjkmnpqrstuvwxyz"


def geohash(lat: float, lon: float, length: int) -> str:
    """Halve the longitudes, then the latitudes, and so on; five halvings make a letter."""
    low, high = [-180.0, -90.0], [180.0, 90.0]
    number = 0
    for bit in range(5 * length):
        axis, value = bit % 2, (lon, lat)[bit % 2]
        middle = (low[axis] + high[axis]) / 2
        number = 2 * number + (value >= middle)
        (low if value >= middle else high)[axis] = middle
    return "".join(LETTERS[number >> 5 * place & 31] for place in reversed(range(length)))


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two (latitude, longitude), on a sphere."""
    (a, b), (c, d) = [tuple(map(math.radians, point)) for point in (one, other)]
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * math.degrees(math.asin(math.sqrt(half))) * METRES_PER_DEGREE


def common(one: str, other: str) -> int:
    """Letters that two hashes share at their beginning."""
    return next((number for number, (a, b) in enumerate(zip(one, other, strict=True)) if a != b), len(one))


@claim("neighbours-share-no-prefix")
def two_metres_apart_and_not_a_letter_in_common() -> bool:
    known = {"ezs42": (42.605, -5.603), "sqc8b49rny": (38.115556, 13.361389), "sqdtr74hyu": (37.502669, 15.087269)}
    right = [geohash(*place, len(name)) == name for name, place in known.items()]
    client = valkey.from_url(service("valkey"))
    client.geoadd("places", (13.361389, 38.115556, "Palermo", 15.087269, 37.502669, "Catania"))
    theirs = [name[:10] for name in client.geohash("places", "Palermo", "Catania")]
    west, east = (51.4779, -0.00001), (51.4779, 0.00001)
    hashes = [geohash(*place, 9) for place in (west, east)]
    show("hashes of two places at Greenwich", hashes)
    show("metres between them", round(distance(west, east), 2))
    return all(right) and theirs == ["sqc8b49rny", "sqdtr74hyu"] and distance(west, east) < 2 and common(*hashes) == 0


Cell = tuple[int, int]


def cell(lat: float, lon: float, degrees: float) -> Cell:
    return math.floor(lat / degrees), math.floor(lon / degrees)


def missed(latitude: float, degrees: float, radius: float, reach: int) -> tuple[int, int]:
    """(vehicles within the radius, those of them outside the cells looked at), summed over 40 centres among 4,000 vehicles."""
    chance = Random(5)
    spread = 8 * radius / METRES_PER_DEGREE
    narrow = math.cos(math.radians(latitude))

    def place() -> tuple[float, float]:
        return latitude + chance.uniform(-spread, spread), 10 + chance.uniform(-spread, spread) / narrow

    vehicles = [place() for _ in range(4000)]
    near = lost = 0
    for _ in range(40):
        centre = (latitude + chance.uniform(-spread, spread) / 2, 10 + chance.uniform(-spread, spread) / narrow / 2)
        row, column = cell(*centre, degrees)
        for vehicle in vehicles:
            if abs(vehicle[0] - centre[0]) * METRES_PER_DEGREE <= radius and distance(vehicle, centre) <= radius:
                its_row, its_column = cell(*vehicle, degrees)
                near += 1
                lost += abs(its_row - row) > reach or abs(its_column - column) > reach
    return near, lost


@claim("one-cell-misses-most")
def the_cell_of_the_viewer_is_not_the_neighbourhood() -> bool:
    degrees = 0.01  # 1,112 m from south to north
    centre = 0.0
    alone = missed(centre, degrees, 1000, reach=0)
    nine = missed(centre, degrees, 1000, reach=1)
    north = missed(66.0, degrees, 1000, reach=1)
    show("vehicles within 1,000 m at the equator, missed in the viewer's own cell of 0.01 degrees", list(alone))
    show("missed in nine cells: at the equator, at 66 degrees north", [nine[1], north[1]])
    show("vehicles within 1,000 m there, at 66 degrees north", north[0])
    show("width of a cell there in metres", round(degrees * METRES_PER_DEGREE * math.cos(math.radians(66))))
    return alone[1] > 0.4 * alone[0] and nine[1] == 0 and north[1] > 0.05 * north[0]


@probe
def cells_to_search(side: int, radius: int) -> int:
    """Cells in the smallest square block around a viewer's cell that holds everything within the radius, wherever he stands in it."""
    reach = 0
    while any(
        math.floor((stands + way * radius) / side) not in range(-reach, reach + 1) for stands in (0, side - 1) for way in (-1, 1)
    ):
        reach += 1
    return (2 * reach + 1) ** 2


# %% The last position is updated, the history is appended
def hot_share(index: str) -> float:
    """The share of updates that touch no index, when 50 vehicles move 40 times by 30 m each, eastwards."""
    with fresh() as db:
        db.execute(
            "CREATE TABLE track.live (vehicle int PRIMARY KEY, spot point, cell text) WITH (fillfactor = 20, autovacuum_enabled = off)"
        )
        db.execute(index)
        db.execute("INSERT INTO track.live SELECT n, point(0, 0), 'nowhere' FROM generate_series(1, 50) AS n")
        for step in range(40):
            lon = 0.0003 * step
            db.execute(
                "UPDATE track.live SET spot = point(%s, vehicle * 0.02), cell = %s || vehicle", (lon, f"{int(lon / 0.005)} ")
            )
        db.execute("SELECT pg_stat_force_next_flush()")
        query = "SELECT n_tup_hot_upd::float / n_tup_upd FROM pg_stat_user_tables WHERE relname = 'live'"
        row = db.execute(query).fetchone()
        assert row is not None
        return row[0]


@claim("an-index-on-the-point-touches-all")
def what_changes_each_time_should_not_be_indexed() -> bool:
    none = hot_share("SELECT 1")
    by_cell = hot_share("CREATE INDEX ON track.live (cell)")
    by_point = hot_share("CREATE INDEX ON track.live USING gist (spot)")
    show(
        "share of updates that touch no index: none on place, one on the cell, one on the point",
        [round(each, 2) for each in (none, by_cell, by_point)],
    )
    return none > 0.95 and 0.85 < by_cell < none and by_point == 0


DAYS = """
CREATE TABLE track.plain (vehicle int, day int, body text);
CREATE TABLE track.parts (vehicle int, day int, body text) PARTITION BY LIST (day);
CREATE TABLE track.parts_1 PARTITION OF track.parts FOR VALUES IN (1);
CREATE TABLE track.parts_2 PARTITION OF track.parts FOR VALUES IN (2);
CREATE TABLE track.parts_3 PARTITION OF track.parts FOR VALUES IN (3);
INSERT INTO track.plain SELECT n, day, repeat('x', 60) FROM generate_series(1, 3) AS day, generate_series(1, 3000) AS n;
INSERT INTO track.parts SELECT * FROM track.plain;
"""


@claim("a-day-is-dropped-not-deleted")
def a_dropped_partition_leaves_nothing_to_clean() -> bool:
    with fresh() as db:
        db.execute("CREATE EXTENSION IF NOT EXISTS pgstattuple")
        db.execute(DAYS)
        size = "SELECT sum(pg_relation_size(oid))::int FROM pg_class WHERE relname LIKE %s AND relkind = 'r'"
        before = [db.execute(size, (name,)).fetchone()[0] for name in ("plain", "parts%")]
        db.execute("DELETE FROM track.plain WHERE day = 1")
        db.execute("DROP TABLE track.parts_1")
        dead = db.execute("SELECT dead_tuple_count FROM pgstattuple('track.plain')").fetchone()[0]
        after = [db.execute(size, (name,)).fetchone()[0] for name in ("plain", "parts%")]
        plan = db.execute("EXPLAIN SELECT * FROM track.parts WHERE day = 3").fetchall()
        scanned = sum("Scan on" in line for (line,) in plan)
    show("dead rows after DELETE of one day of three", dead)
    show("size kept, of what it was: deleted, dropped", [round(now / was, 2) for now, was in zip(after, before, strict=True)])
    show("partitions that a query for one day reads", scanned)
    return dead == 3000 and after[0] == before[0] and after[1] * 3 == before[1] * 2 and scanned == 1


# %% Digits, bytes and metres
@probe
def metres_east(decimals: int, latitude: int) -> float:
    """Metres from west to east of one unit in that decimal of a degree of longitude."""
    return 10**-decimals * METRES_PER_DEGREE * math.cos(math.radians(latitude))


def worst_error(as_stored: str) -> float:
    """The largest error of a longitude between 90 and 180 degrees in metres at the equator, over 20,000 seeded ones."""
    chance, worst = Random(3), 0.0
    for _ in range(20_000):
        lon = chance.uniform(90, 180)
        if as_stored == "float":
            kept = struct.unpack("<f", struct.pack("<f", lon))[0]
        else:
            kept = struct.unpack("<i", struct.pack("<i", round(lon * 1e7)))[0] / 1e7
        worst = max(worst, abs(kept - lon) * METRES_PER_DEGREE)
    return worst


@claim("four-bytes-can-be-a-centimetre")
def whole_numbers_use_their_bits_better() -> bool:
    point = {
        "vehicle": 48213,
        "lat": 48.8583701,
        "lon": 2.2944813,
        "speed": 11.3,
        "heading": 274,
        "at": "2026-11-23T15:04:05.123Z",
    }
    text = json.dumps(point, separators=(",", ":"))
    packed = struct.pack("<IiiHHQ", 48213, 488583701, 22944813, 113, 274, 1795446245123)
    errors = [worst_error("float"), worst_error("whole number")]
    show("bytes of a point: JSON, packed", [len(text), len(packed)])
    show(
        "worst error of a longitude in four bytes, metres: float, whole number of 1e-7 degrees",
        [round(each, 4) for each in errors],
    )
    show(
        "a day of 10,000 vehicles every 4 s in GB: JSON, packed",
        [round(len(each) * 216_000_000 / 1e9, 1) for each in (text, packed)],
    )
    return len(text) > 4 * len(packed) and 0.5 < errors[0] < 1 and errors[1] < 0.006


# %% A blurred home is found again
def found_after(nights: int, blur: str) -> float:
    """Metres between a home and the mean of its blurred positions, the median over 200 homes."""
    chance, errors = Random(8), []
    for _ in range(200):
        home = chance.uniform(0, 10_000), chance.uniform(0, 10_000)
        if blur == "noise":
            seen = [(home[0] + chance.gauss(0, 300), home[1] + chance.gauss(0, 300)) for _ in range(nights)]
        else:
            seen = [(math.floor(home[0] / 1000) * 1000 + 500, math.floor(home[1] / 1000) * 1000 + 500)] * nights
        middle = [sum(place[axis] for place in seen) / nights for axis in (0, 1)]
        errors.append(math.dist(middle, home))
    return sorted(errors)[100]


@claim("noise-averages-out")
def fresh_noise_each_night_is_no_protection() -> bool:
    nights = [1, 10, 100, 400]
    noisy, snapped = [[found_after(count, blur) for count in nights] for blur in ("noise", "cell")]
    chart(
        "How far from home the mean of the blurred positions is",
        nights,
        {"new noise of 300 m each night": noisy, "middle of a cell of 1 km": snapped},
        x_label="nights",
        y_label="metres, median of 200 homes",
        log_x=True,
    )
    show("metres after 1, 10, 100, 400 nights of noise", [round(each) for each in noisy])
    show("metres from the middle of the cell", [round(each) for each in snapped])
    return noisy[0] > 250 and noisy[-1] < 30 and len(set(snapped)) == 1 and snapped[0] > 300

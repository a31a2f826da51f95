"""Small halls on which a wrong number shows, drawn ones, and growing ones whose statements and rows are counted."""

from collections.abc import Iterator
from random import Random
from typing import Any

from hotseat.judges.calls import Case

MOST = 4
"""Statements that a right solution may send, whatever the number of rows."""

HALL = '''
import sys
from types import ModuleType

sys.modules["hall"] = ModuleType("hall")
sys.modules["hall"].__file__ = "hall.py"

import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=["hall"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.db import connection, models
from django.db.backends.sqlite3.base import SQLiteCursorWrapper


class Venue(models.Model):
    name = models.CharField(max_length=80)

    class Meta:
        app_label = "hall"


class Band(models.Model):
    name = models.CharField(max_length=80)

    class Meta:
        app_label = "hall"


class Concert(models.Model):
    title = models.CharField(max_length=80)
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, null=True)
    bands = models.ManyToManyField(Band)

    class Meta:
        app_label = "hall"


class Ticket(models.Model):
    concert = models.ForeignKey(Concert, on_delete=models.CASCADE, related_name="tickets")
    price = models.IntegerField()
    paid = models.BooleanField()

    class Meta:
        app_label = "hall"


class Review(models.Model):
    concert = models.ForeignKey(Concert, on_delete=models.CASCADE, related_name="reviews")
    stars = models.IntegerField()

    class Meta:
        app_label = "hall"


with connection.schema_editor() as editor:
    for model in (Venue, Band, Concert, Ticket, Review):
        editor.create_model(model)


def filled(nights):
    """Concerts as (title, venue or None, bands, tickets as (price, paid), number of reviews), in this order."""
    for model in (Review, Ticket, Concert.bands.through, Concert, Band, Venue):
        model.objects.all()._raw_delete("default")
    venues = {name: Venue.objects.create(name=name) for name in sorted({night[1] for night in nights} - {None})}
    groups = {name: Band.objects.create(name=name) for name in sorted({band for night in nights for band in night[2]})}
    links, tickets, reviews = [], [], []
    for title, venue, bands, sold, reviewed in nights:
        concert = Concert.objects.create(title=title, venue=venues.get(venue))
        links += [Concert.bands.through(concert_id=concert.pk, band_id=groups[band].pk) for band in bands]
        tickets += [Ticket(concert=concert, price=price, paid=paid) for price, paid in sold]
        reviews += [Review(concert=concert, stars=3) for _ in range(reviewed)]
    for model, rows in ((Concert.bands.through, links), (Ticket, tickets), (Review, reviews)):
        model.objects.bulk_create(rows)


def measured(concerts):
    """What listing() returns, the statements it sends, and the rows that come back for them."""
    sent, rows = [], []

    def watch(execute, sql, params, many, context):
        sent.append(sql)
        return execute(sql, params, many, context)

    fetchmany, fetchone = SQLiteCursorWrapper.fetchmany, SQLiteCursorWrapper.fetchone

    def many(self, *args, **kwargs):
        found = fetchmany(self, *args, **kwargs)
        rows.append(len(found))
        return found

    def one(self, *args, **kwargs):
        rows.append(1)
        return fetchone(self, *args, **kwargs)

    SQLiteCursorWrapper.fetchmany, SQLiteCursorWrapper.fetchone = many, one
    try:
        with connection.execute_wrapper(watch):
            got = listing(concerts)
    finally:
        SQLiteCursorWrapper.fetchmany, SQLiteCursorWrapper.fetchone = fetchmany, fetchone
    return got, len(sent), sum(rows)
'''

type Night = tuple[str, str | None, list[str], list[tuple[int, bool]], int]
"""A concert: title, venue, bands, tickets as price and paid, number of reviews."""


def answer(nights: list[Night]) -> list[dict[str, Any]]:
    """What is right, from the description of the hall."""
    return [
        {
            "title": title,
            "venue": venue,
            "bands": sorted(bands),
            "unpaid": sum(not paid for _, paid in tickets),
            "takings": sum(price for price, paid in tickets if paid),
            "reviews": reviews,
        }
        for title, venue, bands, tickets, reviews in nights
    ]


def small(name: str, nights: list[Night], *, shown: bool = False) -> Case:
    program = f"{HALL}\nfilled({nights!r})\nresult = listing(Concert.objects.order_by('pk'))"
    return Case(name, program=program, expect=answer(nights), shown=shown)


def drawn(chance: Random, count: int) -> list[Night]:
    """So many concerts with bands, tickets and reviews by chance."""
    return [
        (
            f"Night {number}",
            chance.choice(["Hall", "Cellar", "Park"]),
            chance.sample(["Elms", "Ferns", "Oaks", "Pines"], chance.randint(1, 3)),
            [(chance.randint(1, 5), chance.random() < 0.5) for _ in range(chance.randint(1, 4))],
            chance.randint(0, 3),
        )
        for number in range(count)
    ]


def cases(chance: Random) -> Iterator[Case]:
    sold = [(20, True), (30, True), (30, False)]
    yield small(
        "the example", [("Spring", "Hall", ["Oaks", "Elms"], sold, 2), ("Autumn", "Park", ["Elms"], [(5, True)], 1)], shown=True
    )
    yield small("no venue, nothing paid", [("Spring", None, ["Elms"], [(20, False)], 0), ("Autumn", "Park", [], [], 0)])
    yield small("two tickets at one price", [("Spring", "Hall", ["Elms"], [(20, True), (20, True), (20, False)], 3)])
    yield in_its_own_order(chance)
    yield growing(chance)
    yield well_sold()


def in_its_own_order(chance: Random) -> Case:
    """A queryset that is filtered and ordered backwards."""
    nights = drawn(chance, 8)
    program = f"""{HALL}
filled({nights!r})
result = listing(Concert.objects.exclude(title__in=["Night 0", "Night 5"]).order_by("-title"))
"""
    chosen = [night for night in reversed(nights) if night[0] not in ("Night 0", "Night 5")]
    return Case("a queryset with a filter and an order", program=program, expect=answer(chosen))


def growing(chance: Random) -> Case:
    """The same function on 2 and on 30 concerts: right on both, and as many statements."""
    few, many = drawn(chance, 2), drawn(chance, 30)
    program = f"""{HALL}
result = []
for nights in ({few!r}, {many!r}):
    filled(nights)
    result.append(measured(Concert.objects.order_by("pk"))[:2])
"""

    def check(got: Any) -> bool | str:
        for nights, (rows, _) in zip((few, many), got, strict=True):
            if rows != answer(nights):
                return f"The answer for {len(nights)} concerts is wrong."
        two, thirty = (statements for _, statements in got)
        if thirty != two or thirty > MOST:
            return f"It sends {two} statements for 2 concerts and {thirty} for 30. It should send as many, and {MOST} at most."
        return True

    return Case("as the concerts grow", program=program, check=check)


def well_sold() -> Case:
    """Two concerts with thousands of tickets, which are no reason to load thousands of rows."""
    nights: list[Night] = [(f"Night {n}", "Hall", ["Elms", "Oaks"], [(n + 1, True), (9, False)] * 2000, 4) for n in range(2)]
    program = f"{HALL}\nfilled({nights!r})\nresult = measured(Concert.objects.order_by('pk'))"

    def check(got: Any) -> bool | str:
        rows, _, loaded = got
        if rows != answer(nights):
            return "The answer is wrong."
        return loaded <= 50 or f"For two concerts {loaded:,} rows came from the database. Let it count and add."

    return Case("thousands of tickets", program=program, check=check)

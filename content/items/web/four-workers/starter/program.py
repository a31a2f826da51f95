import os
import socket
import sqlite3

import django
from django.conf import settings

settings.configure(
    CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "shop.sqlite3"}},
)
django.setup()

from django.core.cache import cache
from django.db import connection

with sqlite3.connect("shop.sqlite3") as shop:
    shop.execute("CREATE TABLE shop (visits INTEGER, price INTEGER)")
    shop.execute("INSERT INTO shop VALUES (0, 100)")
shop.close()

visits = 0


def row(name):
    with connection.cursor() as cursor:
        return cursor.execute(f"SELECT {name} FROM shop").fetchone()[0]


def visit():
    global visits
    visits += 1
    cache.add("visits", 0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE shop SET visits = visits + 1")
    return f"{visits} {cache.incr('visits')} {row('visits')}"


def price():
    return cache.get_or_set("price", lambda: row("price"))


def dearer():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE shop SET price = price + 20")
    cache.delete("price")
    return price()


class Worker:
    """A process that answers one request at a time, as a server's worker does."""

    def __init__(self):
        here, there = socket.socketpair()
        if os.fork() == 0:
            here.close()
            with there.makefile("rw") as lines:
                for line in lines:
                    lines.write(f"{globals()[line.strip()]()}\n")
                    lines.flush()
            os._exit(0)
        there.close()
        self.lines = here.makefile("rw")
        here.close()

    def __call__(self, request):
        self.lines.write(request + "\n")
        self.lines.flush()
        return self.lines.readline().strip()


cache.set("visits", 10)
a, b = Worker(), Worker()

print("a", a("visit"))
print("b", b("visit"))
print("a", a("visit"))
print("prices", a("price"), b("price"))
print("a", a("dearer"))
print("prices", a("price"), b("price"))
print("here", visits, cache.get("visits"))
for worker in (a, b):
    worker.lines.close()

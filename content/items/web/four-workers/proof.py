# %% Processes that answer one request at a time
import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice

import django
from django.conf import settings

from hotseat.proof import claim, show

BACKENDS = "django.core.cache.backends"
settings.configure(
    CACHES={
        "default": {"BACKEND": f"{BACKENDS}.dummy.DummyCache"},
        "local": {"BACKEND": f"{BACKENDS}.locmem.LocMemCache", "LOCATION": "proof"},
        "shared": {"BACKEND": f"{BACKENDS}.filebased.FileBasedCache", "LOCATION": "cache"},
    },
)
django.setup()

from django.core.cache import caches  # noqa: E402

CACHE = "local"
counted = 0


def visit(*_: str) -> str:
    """Count this request in a variable, in the cache and in the database."""
    global counted
    counted += 1
    caches[CACHE].add("visits", 0)
    return f"{counted} {caches[CACHE].incr('visits')} {count_a_row()}"


def count_a_row() -> int:
    file = "counts.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS counts (n INTEGER)")
        if connection.execute("SELECT count(*) FROM counts").fetchone()[0] == 0:
            connection.execute("INSERT INTO counts VALUES (0)")
        connection.execute("UPDATE counts SET n = n + 1")
        count: int = connection.execute("SELECT n FROM counts").fetchone()[0]
    connection.close()
    return count


def read(name: str) -> str:
    return f"{caches['local'].get(name)} {counted}"


def write(name: str, value: str) -> str:
    global counted
    counted += 100
    caches["local"].set(name, value)
    return "written"


def knock(cache: str) -> str:
    """Whether one more may pass: five may."""
    caches[cache].add("passed", 0)
    if caches[cache].get("passed") >= 5:
        return "refused"
    caches[cache].incr("passed")
    return "let pass"


ANSWERS = {"visit": visit, "read": read, "write": write, "knock": knock}


class Worker:
    def __init__(self) -> None:
        here, there = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            here.close()
            with there.makefile("rw") as lines:
                for line in lines:
                    name, *arguments = line.split()
                    lines.write(f"{ANSWERS[name](*arguments)}\n")
                    lines.flush()
            os._exit(0)
        there.close()
        self.lines = here.makefile("rw")
        here.close()

    def ask(self, *request: str) -> str:
        self.lines.write(" ".join(request) + "\n")
        self.lines.flush()
        return self.lines.readline().strip()


@contextmanager
def ended(workers: list[Worker]) -> Iterator[list[Worker]]:
    """End them all afterwards."""
    yield workers
    for worker in workers:
        worker.lines.close()
    for worker in workers:
        os.waitpid(worker.pid, 0)


def fresh() -> None:
    """As if nobody had asked yet."""
    global counted
    counted = 0
    for name in ("local", "shared"):
        caches[name].clear()
    if os.path.exists("counts.sqlite3"):
        os.remove("counts.sqlite3")


def last_words(count: int) -> list[list[int]]:
    """What each of `count` workers answers to its last request, when 12 are handed out in turn."""
    fresh()
    with ended([Worker() for _ in range(count)]) as workers:
        answers = {id(worker): worker.ask("visit") for worker in islice(cycle(workers), 12)}
    return [[int(word) for word in answer.split()] for answer in answers.values()]


# %% Whose state is it
@claim("private-by-process")
def each_process_counts_its_own() -> bool:
    found = {count: last_words(count) for count in (1, 2, 3, 4)}
    show("variable and cache of each worker, with 1 to 4", [[words[:2] for words in last] for last in found.values()])
    return all(words[:2] == [12 // count] * 2 for count, last in found.items() for words in last)


@claim("database-is-shared")
def the_row_counts_all() -> bool:
    found = [max(words[2] for words in last_words(count)) for count in (1, 2, 3, 4)]
    show("the row after 12 requests, with 1 to 4 workers", found)
    return found == [12] * 4


@claim("copied-at-the-fork")
def a_worker_knows_what_was_before_the_fork() -> bool:
    fresh()
    caches["local"].set("word", "before")
    workers = [Worker() for _ in range(2)]
    caches["local"].set("word", "after")
    with ended(workers):
        first = [worker.ask("read", "word") for worker in workers]
        workers[0].ask("write", "word", "mine")
        then = [worker.ask("read", "word") for worker in workers]
    here = read("word")
    show("at first; after one worker has written; in the parent", [first, then, [here]])
    return first == ["before 0"] * 2 and then == ["mine 100", "before 0"] and here == "after 0"


# %% A limit
def let_pass(count: int, cache: str) -> int:
    """How many of 40 requests pass a limit of five."""
    fresh()
    with ended([Worker() for _ in range(count)]) as workers:
        return [worker.ask("knock", cache) for worker in islice(cycle(workers), 40)].count("let pass")


@claim("a-limit-for-each")
def a_limit_in_a_local_cache_is_a_limit_for_each_process() -> bool:
    local = [let_pass(count, "local") for count in (1, 2, 3, 4)]
    shared = [let_pass(count, "shared") for count in (1, 2, 3, 4)]
    show("let pass by 1 to 4 workers: local cache; shared cache", [local, shared])
    return local == [5, 10, 15, 20] and shared == [5] * 4

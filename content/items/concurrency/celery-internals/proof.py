# %% A real worker, its broker's keys, and somebody who kills it
# The broker is a Valkey started for this run, spoken to by Celery's Redis transport. A task says that it has started and waits until
# it is let go, so nothing here depends on how long anything takes. `queue` is the list that workers take messages from; `unacked`
# holds those that a worker has taken and not acknowledged.
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import valkey

from hotseat.proof import claim, probe, service, show

SHOP = """
import os

import valkey
from celery import Celery

app = Celery("shop", broker=os.environ["BROKER"])
app.conf.update(
    worker_prefetch_multiplier=int(os.environ["MULTIPLIER"]),
    task_reject_on_worker_lost=os.environ["REJECT"] == "yes",
    broker_transport_options={
        "visibility_timeout": float(os.environ["VISIBLE"]),
        "unacked_restore_interval": 0.2,  # how often overdue messages are looked for: by default every tenth time of 10 s
        "unacked_restore_throttle": 1,
    },
    worker_lost_wait=0.1,  # how long a result of a lost child is waited for: by default 10 s
    broker_connection_retry_on_startup=True,
    worker_enable_remote_control=False,
    task_ignore_result=True,
)
store = valkey.Valkey.from_url(os.environ["STORE"], decode_responses=True)


def work(name):
    store.rpush("started", f"{name} {os.getpid()}")
    store.blpop(f"go {name}", 30)
    store.rpush("done", name)


@app.task(acks_late=False)
def early(name):
    work(name)


@app.task(acks_late=True)
def late(name):
    work(name)


@app.task(bind=True, max_retries=2)
def tried(self):
    store.rpush("tried", f"{self.request.id} {self.request.retries}")
    raise self.retry(countdown=0)
"""
PATIENCE = 8
"""Seconds within which a worker comes to its first task, and a loss is noticed; each takes one or two here, a loss five at most."""


class Shop:
    """The broker, empty, and the workers that were started; all of them are gone when it is left."""

    def __init__(self, *, multiplier: int = 4, visible: float = 3600, reject: bool = False) -> None:
        url = service("valkey")
        Path("shop.py").write_text(SHOP)
        settings = {"MULTIPLIER": str(multiplier), "VISIBLE": str(visible), "REJECT": "yes" if reject else "no", "STORE": url}
        self.environment = os.environ | settings | {"BROKER": url.replace("unix://", "redis+socket://")}
        self.environment["PYTHONPATH"] = os.pathsep.join([os.getcwd(), *sys.path])
        self.store = valkey.Valkey.from_url(url, decode_responses=True)
        self.store.flushall()
        self.workers: list[subprocess.Popen[bytes]] = []

    def send(self, *names: str, acks: str = "late", countdown: int | None = None) -> None:
        """Send a task for each name, from a process that knows the application as a web server would."""
        program = f"import shop\nfor name in {names!r}: shop.{acks}.apply_async((name,), countdown={countdown})"
        subprocess.run([sys.executable, "-c", program], env=self.environment, check=True)

    def worker(self) -> subprocess.Popen[bytes]:
        """A worker with one child that executes, in a process group of its own."""
        line = "-m celery -A shop worker --pool prefork --concurrency 1 --without-gossip --without-mingle --without-heartbeat"
        process = subprocess.Popen(
            [sys.executable, *line.split()],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.workers.append(process)
        return process

    def started(self) -> tuple[str, int]:
        """The next task that starts: its name, and the process that executes it; no name when none does."""
        found: Any = self.store.blpop(["started"], PATIENCE)
        name, pid = found[1].split() if found else ("", "0")
        return name, int(pid)

    def let_go(self, name: str) -> None:
        self.store.rpush(f"go {name}", "go")

    def until(self, queue: int | None = None, unacked: int | None = None) -> bool:
        """Wait until the broker holds so many messages; False when it never does."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if queue in (None, self.queue) and unacked in (None, self.unacked):
                return True
            time.sleep(0.01)
        return False

    @property
    def queue(self) -> int:
        return int(self.store.llen("celery"))  # type: ignore[arg-type]

    @property
    def unacked(self) -> int:
        return int(self.store.hlen("unacked"))  # type: ignore[arg-type]

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """SIGKILL for the worker and its child, as when a machine is lost."""
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


@contextmanager
def shop(**settings: Any) -> Iterator[Shop]:
    found = Shop(**settings)
    try:
        yield found
    finally:
        for worker in found.workers:
            if worker.poll() is None:
                found.kill(worker)


def left_after_a_kill(acks: str, tasks: int) -> int:
    """Messages that the broker still has after the only worker was lost while it executed the first of so many tasks."""
    with shop() as found:
        found.send(*[f"task-{number}" for number in range(tasks)], acks=acks)
        worker = found.worker()
        found.started()
        found.until(queue=0, unacked=tasks - (acks == "early"))
        found.kill(worker)
        return found.queue + found.unacked


@claim("early-is-at-most-once")
def a_task_that_is_acknowledged_first_is_lost_with_its_worker() -> bool:
    left = {acks: left_after_a_kill(acks, 1) for acks in ("early", "late")}
    show("messages left after the worker was killed during the one task", [f"{acks}: {count}" for acks, count in left.items()])
    return left == {"early": 0, "late": 1}


# %% What a worker takes that it does not execute


def taken(acks: str, multiplier: int, tasks: int) -> tuple[int, int]:
    """While one worker executes the first task: messages in the queue, and those it has taken without acknowledging."""
    with shop(multiplier=multiplier) as found:
        found.send(*[f"task-{number}" for number in range(tasks)], acks=acks)
        found.worker()
        found.started()
        running = int(acks == "early")
        held = min(multiplier, tasks - running)
        found.until(queue=tasks - running - held)
        return found.queue, found.unacked


@claim("prefetch-hides-work")
def a_busy_worker_holds_what_an_idle_one_could_do() -> bool:
    late, early = taken("late", 4, 8), taken("early", 4, 8)
    one = taken("late", 1, 8)
    show("late, multiplier 4, 8 tasks: in the queue, and held", list(late))
    show("early, multiplier 4, 8 tasks: in the queue, and held", list(early))
    show("late, multiplier 1, 8 tasks: in the queue, and held", list(one))
    return (late, early, one) == ((4, 4), (3, 4), (7, 1))


@claim("a-countdown-is-held-by-a-worker")
def a_task_for_later_is_taken_now() -> bool:
    with shop() as found:
        found.send("later", acks="early", countdown=600)
        found.worker()
        held = found.until(queue=0, unacked=1)
        show("the task for ten minutes later: in the queue, and held", [found.queue, found.unacked])
        return held and found.store.llen("started") == 0


# %% When the broker loses patience


@claim("visibility-runs-it-twice")
def a_task_longer_than_the_visibility_timeout_runs_twice() -> bool:
    with shop(visible=0.5) as found:
        found.send("long")
        found.worker()
        first, _ = found.started()
        found.worker()
        second, _ = found.started()
        show("starts of the one task, while its first worker lives", [first, second])
        if [first, second] != ["long", "long"]:
            return False
        found.let_go("long")
        found.let_go("long")
        return all(found.store.blpop(["done"], PATIENCE) for _ in range(2))


# %% When only the child is killed


def fate(acks: str, reject: bool) -> str:
    """What becomes of the message when the process that executes is killed, and its worker lives on."""
    with shop(reject=reject) as found:
        found.send("eats-memory", acks=acks)
        found.worker()
        _, child = found.started()
        os.kill(child, signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if found.store.llen("started"):
                return "it is delivered again at once"
            if found.queue == found.unacked == 0 and acks == "late" and not reject:
                return "it is acknowledged, and lost"
            if acks == "early" and found.unacked == 0:
                return "it was acknowledged before, and is lost"
            time.sleep(0.01)
    return "it is delivered again after the visibility timeout"


@claim("a-lost-child-is-acknowledged")
def late_acknowledgement_does_not_survive_a_killed_child() -> bool:
    found = {reject: fate("late", reject) for reject in (False, True)}
    show("late, and the child is killed", found[False])
    show("the same with task_reject_on_worker_lost", found[True])
    return list(found.values()) == ["it is acknowledged, and lost", "it is delivered again at once"]


# %% Retries


@claim("a-retry-is-a-new-message")
def a_retry_is_sent_anew_under_the_same_id() -> bool:
    with shop() as found:
        subprocess.run([sys.executable, "-c", "import shop\nshop.tried.delay()"], env=found.environment, check=True)
        found.worker()
        tries = []
        for _ in range(3):
            said: Any = found.store.blpop(["tried"], PATIENCE)
            tries.append(said[1].split() if said else ["", "none"])
        show("tries by the task's own count", [retries for _, retries in tries])
        emptied = found.until(queue=0, unacked=0)
        return emptied and len({one for one, _ in tries}) == 1 and [retries for _, retries in tries] == ["0", "1", "2"]


# %% What the probes ask


@probe
def left(acks: str, tasks: int) -> int:
    return left_after_a_kill("late" if acks == "True" else "early", tasks)


@probe
def in_the_queue(acks: str, multiplier: int, tasks: int) -> int:
    return taken("late" if acks == "True" else "early", multiplier, tasks)[0]

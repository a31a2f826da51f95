"""Django Tasks on threads of this process, for local use.

A task here is only a wake-up: what is to be done is derived from the store, so nothing is lost when the process dies
with tasks in memory. The threads are daemons for the same reason: leaving needs no waiting.
"""

import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.db import connection
from django.tasks.backends.base import BaseTaskBackend
from django.tasks.base import Task, TaskResult, TaskResultStatus

logger = logging.getLogger(__name__)

type Job = Callable[[], object]


class Turns[J]:
    """Jobs that wait for a thread. Whoever has several of them waits between them, one turn of everybody else's.

    The jobs of one are kept in their order. Any thread may put and get.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: OrderedDict[str, deque[J]] = OrderedDict()

    def put(self, whose: str, job: J) -> None:
        """Add a job behind those of the same owner."""
        with self._changed:
            self._waiting.setdefault(whose, deque()).append(job)
            self._changed.notify()

    def get(self) -> J:
        """The next job; waits until there is one."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting)
            whose, jobs = self._waiting.popitem(last=False)
            job = jobs.popleft()
            if jobs:
                self._waiting[whose] = jobs  # at the end: everybody else comes first
            return job


class ThreadBackend(BaseTaskBackend):
    """Runs each queue's tasks on that queue's own threads. `OPTIONS["WORKERS"]` says how many, by queue.

    A task's keyword argument `whose` says whose turn it takes; tasks without it are one owner's.
    """

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
        workers: Mapping[str, int] = self.options["WORKERS"]
        self._jobs: dict[str, Turns[Job]] = {name: Turns() for name in workers}
        for name, count in workers.items():
            for number in range(count):
                threading.Thread(target=_work, args=(self._jobs[name],), name=f"{name}-{number}", daemon=True).start()

    def enqueue[**P, R](self, task: "Task[P, R]", args: Sequence[Any], kwargs: Mapping[str, Any]) -> "TaskResult[P, R]":
        """Have the task run when a thread of its queue is free and its turn has come."""
        self.validate_task(task)
        result: TaskResult[P, R] = TaskResult(
            task=task,
            id=uuid4().hex,
            status=TaskResultStatus.READY,
            enqueued_at=datetime.now(UTC),
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        self._jobs[task.queue_name].put(str(kwargs.get("whose", "")), lambda: task.call(*result.args, **result.kwargs))
        return result


def _work(jobs: Turns[Job]) -> None:
    """Do one job after another. A job tells the learner of its own failures; what gets here is a defect, for the log."""
    while True:
        job = jobs.get()
        try:
            job()
        except Exception:
            logger.exception("A task failed")
        finally:
            connection.close()

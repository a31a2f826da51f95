"""Django Tasks on threads of this process, for local use.

A task here is only a wake-up: what is to be done is derived from the store, so nothing is lost when the process dies
with tasks in memory. The threads are daemons for the same reason: leaving needs no waiting.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from queue import SimpleQueue
from typing import Any
from uuid import uuid4

from django.db import connection
from django.tasks.backends.base import BaseTaskBackend
from django.tasks.base import Task, TaskResult, TaskResultStatus

logger = logging.getLogger(__name__)

type Job = Callable[[], object]


class ThreadBackend(BaseTaskBackend):
    """Runs each queue's tasks in order on that queue's own threads. `OPTIONS["WORKERS"]` says how many, by queue."""

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
        workers: Mapping[str, int] = self.options["WORKERS"]
        self._jobs: dict[str, SimpleQueue[Job]] = {name: SimpleQueue() for name in workers}
        for name, count in workers.items():
            for number in range(count):
                threading.Thread(target=_work, args=(self._jobs[name],), name=f"{name}-{number}", daemon=True).start()

    def enqueue[**P, R](self, task: "Task[P, R]", args: Sequence[Any], kwargs: Mapping[str, Any]) -> "TaskResult[P, R]":
        """Have the task run when a thread of its queue is free."""
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
        self._jobs[task.queue_name].put(lambda: task.call(*result.args, **result.kwargs))
        return result


def _work(jobs: SimpleQueue[Job]) -> None:
    """Do one job after another. A job tells the learner of its own failures; what gets here is a defect, for the log."""
    while True:
        job = jobs.get()
        try:
            job()
        except Exception:
            logger.exception("A task failed")
        finally:
            connection.close()

"""Verifies several items at a time."""

import threading
from collections.abc import Callable, Generator, Sequence
from queue import Empty, SimpleQueue


def each[T, R](work: Callable[[T], R], tasks: Sequence[T], jobs: int) -> Generator[R]:
    """What `work` makes of each task, as they finish, `jobs` at a time.

    One job runs in the calling thread, so that an interrupt ends it at once. Several run in daemon threads: when the caller
    leaves, no further task is begun, and the sandbox ends with the process what is under way. An exception of a task is
    raised here.
    """
    if jobs == 1:
        yield from map(work, tasks)
        return
    waiting: SimpleQueue[T] = SimpleQueue()
    for task in tasks:
        waiting.put(task)
    done: SimpleQueue[R | BaseException] = SimpleQueue()
    left = threading.Event()

    def run() -> None:
        while not left.is_set():
            try:
                task = waiting.get_nowait()
            except Empty:
                return
            try:
                done.put(work(task))
            except BaseException as error:
                done.put(error)

    try:
        for _ in range(min(jobs, len(tasks))):
            threading.Thread(target=run, daemon=True).start()
        for _ in tasks:
            result = done.get()
            if isinstance(result, BaseException):
                raise result
            yield result
    finally:
        left.set()

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol


class Trigger(Protocol):
    """The seam for schedules: a moment strictly later than `after`, or None."""

    def next(self, after: Any) -> Any: ...


@dataclass(eq=False)
class Entry:
    """One job: the run that is planned, and when it is due, which differs from the plan while a retry is waited for."""

    name: str
    job: Callable[[], object]
    trigger: Trigger
    again: Callable[[Exception, int], Any] | None
    planned: Any
    due: Any
    tries: int = 0

    def run(self, now: Any) -> str:
        self.tries += 1
        try:
            self.job()
        except Exception as error:
            delay = self.again(error, self.tries) if self.again is not None else None
            if delay is not None:
                self.due = now + delay
                return "retry"
            word = "failed"
        else:
            word = "done"
        self._plan_after(now)
        return word

    def _plan_after(self, now: Any) -> None:
        """Follow the trigger from what was planned, so that lateness leaves no trace; None at the end."""
        moment = self.planned
        while moment is not None and moment <= now:
            moment = self.trigger.next(moment)
        self.planned = self.due = moment
        self.tries = 0


class Scheduler:
    """Runs jobs when they are due; it is told what time it is."""

    def __init__(self):
        self._entries = {}

    def add(self, name, job, trigger, now, again=None):
        self.cancel(name)
        first = trigger.next(now)
        if first is not None:
            self._entries[name] = Entry(name, job, trigger, again, first, first)

    def cancel(self, name):
        self._entries.pop(name, None)

    def next_due(self):
        return min((entry.due for entry in self._entries.values()), default=None)

    def run_due(self, now):
        due = [entry for entry in self._entries.values() if entry.due <= now]
        due.sort(key=lambda entry: entry.due)
        words = []
        for entry in due:
            if self._is_kept(entry):
                words.append((entry.name, entry.run(now)))
                if entry.due is None and self._is_kept(entry):
                    self.cancel(entry.name)
        return words

    def _is_kept(self, entry):
        """Whether no job has cancelled or replaced it meanwhile."""
        return self._entries.get(entry.name) is entry

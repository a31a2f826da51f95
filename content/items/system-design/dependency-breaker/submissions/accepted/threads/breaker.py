"""A breaker: whether a call may go, and what its outcome comes to. The time is an argument."""

import threading

FAILURES, OPEN = 5, 5000


class Breaker:
    """Closed while `open_since` is None. `probing`: one call is on its way to find out."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._open_since: int | None = None
        self._probing = False

    def allows(self, now: int) -> bool:
        """Whether a call may go; one that may must tell what became of it."""
        with self._lock:
            if self._open_since is None:
                return True
            if self._probing or now < self._open_since + OPEN:
                return False
            self._probing = True
            return True

    def tell(self, now: int, *, well: bool) -> None:
        """What became of a call."""
        with self._lock:
            if well:
                self._failures, self._open_since, self._probing = 0, None, False
                return
            self._failures += 1
            # A call that was under way when it opened changes nothing any more.
            if self._probing or (self._open_since is None and self._failures >= FAILURES):
                self._open_since, self._probing = now, False

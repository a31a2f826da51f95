"""Keeps one number for each key: when its bucket will be full again, in nanoseconds times the rate (GCRA)."""

SECOND = 1_000_000_000


def whole(name, value):
    if value < 1:
        raise ValueError(f"{name} must be 1 or more, not {value}")
    return value


class TokenBucket:
    def __init__(self, rate, capacity, clock):
        self.rate, self.capacity = whole("rate", rate), whole("capacity", capacity)
        self.clock = clock
        self.highest = clock()
        self.full_at = {}
        self.sweep_at = 1024

    def _now(self):
        self.highest = max(self.highest, self.clock())
        return self.highest * self.rate

    def allow(self, key, cost=1):
        whole("cost", cost)
        now = self._now()
        full_at = max(now, self.full_at.get(key, now)) + cost * SECOND
        if full_at - now > self.capacity * SECOND:
            return False
        self.full_at[key] = full_at
        if len(self.full_at) >= self.sweep_at:
            self.full_at = {key: at for key, at in self.full_at.items() if at > now}
            self.sweep_at = max(1024, 2 * len(self.full_at))
        return True

    def retry_after(self, key, cost=1):
        if whole("cost", cost) > self.capacity:
            return None
        now = self._now()
        full_at = max(now, self.full_at.get(key, now)) + cost * SECOND
        return max(0, -(-(full_at - self.capacity * SECOND - now) // self.rate))

# Keeps one bucket for all keys together.
SECOND = 1_000_000_000


class TokenBucket:
    def __init__(self, rate, capacity, clock):
        if rate < 1 or capacity < 1:
            raise ValueError("rate and capacity must be 1 or more")
        self.rate = rate
        self.capacity = capacity
        self.full = capacity * SECOND
        self.clock = clock
        self.now = clock()
        self.buckets = {}  # key: (billionths of a token, at this time)
        self.sweep_at = 1024

    def _level(self, key):
        self.now = max(self.now, self.clock())
        level, since = self.buckets.get(None, (self.full, self.now))
        return min(self.full, level + (self.now - since) * self.rate)

    def allow(self, key, cost=1):
        if cost < 1:
            raise ValueError("cost must be 1 or more")
        level = self._level(key)
        if level < cost * SECOND:
            return False
        self.buckets[None] = (level - cost * SECOND, self.now)
        if len(self.buckets) >= self.sweep_at:
            self._sweep()
        return True

    def retry_after(self, key, cost=1):
        if cost < 1:
            raise ValueError("cost must be 1 or more")
        if cost > self.capacity:
            return None
        missing = cost * SECOND - self._level(key)
        return max(0, -(-missing // self.rate))

    def _sweep(self):
        """Forget full buckets. Done again when twice as many are left, so that it costs a constant time for each call."""
        self.buckets = {
            key: (level, since)
            for key, (level, since) in self.buckets.items()
            if level + (self.now - since) * self.rate < self.full
        }
        self.sweep_at = max(1024, 2 * len(self.buckets))

# Repairs floats by a small slack, and so admits calls that come a little too early.
import math


class TokenBucket:
    def __init__(self, rate, capacity, clock):
        if rate < 1 or capacity < 1:
            raise ValueError
        self.rate, self.capacity, self.clock = rate, capacity, clock
        self.highest = clock() / 1e9
        self.buckets = {}

    def _level(self, key):
        self.highest = max(self.highest, self.clock() / 1e9)
        level, since = self.buckets.get(key, (float(self.capacity), self.highest))
        level = min(self.capacity, level + (self.highest - since) * self.rate)
        if level < self.capacity:
            self.buckets[key] = level, self.highest
        else:
            self.buckets.pop(key, None)
        return level

    def allow(self, key, cost=1):
        if cost < 1:
            raise ValueError
        level = self._level(key)
        if level + 1e-6 < cost:
            return False
        self.buckets[key] = level - cost, self.highest
        return True

    def retry_after(self, key, cost=1):
        if cost < 1:
            raise ValueError
        if cost > self.capacity:
            return None
        return max(0, math.ceil((cost - self._level(key)) / self.rate * 1e9))

# Counts calls in each whole second, so that twice as many pass around its end.
class TokenBucket:
    def __init__(self, rate, capacity, clock):
        if rate < 1 or capacity < 1:
            raise ValueError
        self.rate, self.capacity, self.clock = rate, capacity, clock
        self.window = capacity * 1_000_000_000 // rate
        self.taken = {}

    def allow(self, key, cost=1):
        if cost < 1:
            raise ValueError
        window = self.clock() // self.window
        when, taken = self.taken.get(key, (window, 0))
        if when != window:
            taken = 0
        if taken + cost > self.capacity:
            return False
        self.taken[key] = (window, taken + cost)
        return True

    def retry_after(self, key, cost=1):
        if cost < 1:
            raise ValueError
        if cost > self.capacity:
            return None
        now = self.clock()
        when, taken = self.taken.get(key, (now // self.window, 0))
        if when != now // self.window or taken + cost <= self.capacity:
            return 0
        return (when + 1) * self.window - now

class TokenBucket:
    """Admits calls by tokens, for each key apart.

    A bucket holds `capacity` tokens at most and starts full; `rate` tokens flow in each second, evenly. `clock()` is the
    time in whole nanoseconds.
    """

    def __init__(self, rate, capacity, clock):
        self.rate = rate
        self.capacity = capacity
        self.clock = clock

    def allow(self, key, cost=1):
        """Take `cost` tokens and return True, or take nothing and return False."""
        return True

    def retry_after(self, key, cost=1):
        """Nanoseconds until `allow(key, cost)` would return True; 0 if it would now, None if it never will."""
        return 0

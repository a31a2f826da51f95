"""Keeps [token, end, [result]]: no end means free, a list with the result means done."""


class Lost(Exception):
    """The store did not answer: the value has been stored or not."""


class Leases:
    def __init__(self, store, clock, lease, skew):
        self.store, self.clock, self.lease, self.skew = store, clock, lease, skew

    def claim(self, job):
        written = token = None
        while not written:
            value, version = self.store.read(job)
            last, end, done = value or [0, None, []]
            if done or (end is not None and self.clock() - self.skew < end):
                return None
            token = last + 1
            written = self.store.write(job, [token, self.clock() + self.lease, []], version)
        return token

    def renew(self, job, token):
        while True:
            value, version = self.store.read(job)
            if not self._last(value, token) or value[2] or self.clock() >= value[1]:
                return False
            value[1] = max(value[1], self.clock() + self.lease)
            if self.store.write(job, value, version):
                return True

    def complete(self, job, token, result):
        while True:
            value, version = self.store.read(job)
            if not self._last(value, token):
                return False
            if value[2] or self.store.write(job, [token, value[1], [result]], version):
                return True

    def release(self, job, token):
        while True:
            value, version = self.store.read(job)
            if not self._last(value, token) or value[2]:
                return False
            if self.store.write(job, [token, None, []], version):
                return True

    def result(self, job):
        value, _ = self.store.read(job)
        return (True, value[2][0]) if value and value[2] else (False, None)

    @staticmethod
    def _last(value, token):
        return value is not None and value[0] == token and value[1] is not None


def admit(store, resource, token):
    while True:
        highest, version = store.read(resource)
        if (highest or 0) > token:
            return False
        if store.write(resource, token, version):
            return True

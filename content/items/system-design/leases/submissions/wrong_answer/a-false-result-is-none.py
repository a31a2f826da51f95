# Takes a result that is false for no result.
class Lost(Exception):
    """The store did not answer: the value has been stored or not."""


NOBODY = {"token": 0, "state": "free", "until": 0, "result": None}


class Leases:
    def __init__(self, store, clock, lease, skew):
        self.store = store
        self.clock = clock
        self.lease = lease
        self.skew = skew

    def _change(self, job, step):
        """`step` turns the record into (next record or None, answer); done again if somebody was faster."""
        while True:
            value, version = self.store.read(job)
            record, answer = step(value or NOBODY)
            if record is None or self.store.write(job, record, version):
                return answer

    def claim(self, job):
        def step(record):
            now = self.clock()
            ended = record["state"] == "held" and now >= record["until"] + self.skew
            if record["state"] != "free" and not ended:
                return None, None
            token = record["token"] + 1
            return {"token": token, "state": "held", "until": now + self.lease, "result": None}, token

        return self._change(job, step)

    def renew(self, job, token):
        def step(record):
            now = self.clock()
            if record["state"] != "held" or record["token"] != token or now >= record["until"]:
                return None, False
            return {**record, "until": max(record["until"], now + self.lease)}, True

        return self._change(job, step)

    def complete(self, job, token, result):
        def step(record):
            if record["token"] != token or record["state"] == "free":
                return None, False
            if record["result"]:
                return None, True
            return {**record, "state": "done", "result": result}, True

        return self._change(job, step)

    def release(self, job, token):
        def step(record):
            if record["token"] != token or record["state"] != "held":
                return None, False
            return {**record, "state": "free"}, True

        return self._change(job, step)

    def result(self, job):
        value, _ = self.store.read(job)
        return (True, value["result"]) if value and value["result"] else (False, None)


def admit(store, resource, token):
    while True:
        highest, version = store.read(resource)
        if highest is not None and highest > token:
            return False
        if highest == token or store.write(resource, token, version):
            return True

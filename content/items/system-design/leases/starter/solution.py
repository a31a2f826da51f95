class Lost(Exception):
    """The store did not answer: the value has been stored or not."""


class Leases:
    """Claims on jobs that end by themselves, with tokens that rise."""

    def __init__(self, store, clock, lease, skew):
        self.store = store
        self.clock = clock
        self.lease = lease
        self.skew = skew

    def claim(self, job):
        """A token that is higher than all before, or None."""
        return None

    def renew(self, job, token):
        """Whether the lease of this token is held, and lasts longer now."""
        return False

    def complete(self, job, token, result):
        """Whether the job is done by this token."""
        return False

    def release(self, job, token):
        """Whether this token's claim has been given back."""
        return False

    def result(self, job):
        """(whether the job is done, its result)"""
        return False, None


def admit(store, resource, token):
    """Whether no higher token has been admitted for the resource."""
    return False

class Declined(Exception):
    """The provider said no. Nothing was taken."""


class Unreachable(Exception):
    """This call did not reach the provider and has done nothing."""


class NoAnswer(Exception):
    """This call was sent, and nothing came back: the money may have been taken."""


class NoProvider(Exception):
    """No provider accepts such a payment."""


class Payments:
    """Takes money for orders, and gives it back, through providers that other people write."""

    def __init__(self, providers):
        """`providers` in the order in which they are preferred."""
        raise NotImplementedError

    def add(self, provider):
        """Put a provider at the end of the list."""
        raise NotImplementedError

    def pay(self, order, cents, currency, method):
        """Take the money: "paid", "declined", "unknown" or "unreachable". Raises `NoProvider`."""
        raise NotImplementedError

    def refundable(self, order):
        """How many cents of the order can still be given back."""
        raise NotImplementedError

    def refund(self, order, cents):
        """Give so much back. Raises `ValueError`, and what the provider raises."""
        raise NotImplementedError

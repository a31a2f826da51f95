# Looks at the exact type of an exception, so that a derived one passes by.
from dataclasses import dataclass
from typing import Any, Protocol


class Declined(Exception):
    """The provider said no. Nothing was taken."""


class Unreachable(Exception):
    """This call did not reach the provider and has done nothing."""


class NoAnswer(Exception):
    """This call was sent, and nothing came back: the money may have been taken."""


class NoProvider(Exception):
    """No provider accepts such a payment."""


class Provider(Protocol):
    """The seam: all that is known about a provider."""

    def accepts(self, currency: str, method: str) -> bool: ...
    def charge(self, key: str, cents: int, currency: str, method: str) -> Any: ...
    def refund(self, reference: Any, cents: int) -> None: ...


@dataclass(frozen=True, eq=False)
class Attempt:
    """One charge at one provider, so that it can be repeated exactly."""

    provider: Provider
    key: str
    cents: int
    currency: str
    method: str

    def charge(self) -> Any:
        return self.provider.charge(self.key, self.cents, self.currency, self.method)


@dataclass(eq=False)
class Charge:
    """Money that was taken, and how much of it can still be given back."""

    provider: Provider
    reference: Any
    refundable: int

    def refund(self, cents: int) -> None:
        if not 1 <= cents <= self.refundable:
            raise ValueError(f"{cents} of {self.refundable} refundable cents")
        self.provider.refund(self.reference, cents)
        self.refundable -= cents


@dataclass(eq=False)
class Payment:
    """What is known about one order. At most one of `unanswered` and `charge` is there."""

    order: str
    attempts: int = 0
    unanswered: Attempt | None = None
    charge: Charge | None = None

    def attempt(self, provider: Provider, cents: int, currency: str, method: str) -> Attempt:
        """A new attempt. The number stands last in its key, so that no other order can have the same one."""
        self.attempts += 1
        return Attempt(provider, f"{self.order}/{self.attempts}", cents, currency, method)

    def make(self, attempt: Attempt) -> str:
        """Charge, and book what came of it. `Unreachable` passes through: this call has done nothing."""
        try:
            reference = attempt.charge()
        except Exception as error:
            if type(error) is Declined:
                self.unanswered = None
                return "declined"
            if type(error) is NoAnswer:
                self.unanswered = attempt
                return "unknown"
            raise
        self.unanswered = None
        self.charge = Charge(attempt.provider, reference, attempt.cents)
        return "paid"


class Payments:
    """Takes money for orders, and gives it back, through providers that other people write."""

    def __init__(self, providers):
        self._providers = list(providers)
        self._payments = {}

    def add(self, provider):
        self._providers.append(provider)

    def pay(self, order, cents, currency, method):
        payment = self._payments.setdefault(order, Payment(order))
        if payment.charge is not None:
            return "paid"
        if payment.unanswered is not None:
            return self._settle(payment)
        return self._start(payment, cents, currency, method)

    def _start(self, payment, cents, currency, method):
        willing = [provider for provider in self._providers if provider.accepts(currency, method)]
        if not willing:
            raise NoProvider(f"{method} in {currency}")
        for provider in willing:
            try:
                return payment.make(payment.attempt(provider, cents, currency, method))
            except Unreachable:
                continue
        return "unreachable"

    def _settle(self, payment):
        """Repeat the charge of which nothing is known. That the repeat got nowhere says nothing about the first call."""
        try:
            return payment.make(payment.unanswered)
        except Unreachable:
            return "unknown"

    def refundable(self, order):
        payment = self._payments.get(order)
        return payment.charge.refundable if payment and payment.charge else 0

    def refund(self, order, cents):
        payment = self._payments.get(order)
        if payment is None or payment.charge is None:
            raise ValueError(f"{order} is not paid")
        payment.charge.refund(cents)

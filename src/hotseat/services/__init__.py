"""Servers that an item may need, as values. They run inside the sandboxed run that uses them, on its own scratch."""

from hotseat.core.service import Service
from hotseat.services.postgres import postgres
from hotseat.services.valkey import valkey

SERVICES = {"postgres": postgres, "valkey": valkey}
"""Each service by its name in item.toml: a function that gives its value, or None where its package is missing."""


class MissingService(LookupError):
    """A service that an item needs is not installed here. The text says what to install."""


def service(name: str) -> Service:
    """The service called `name`. Raises `MissingService` when its package is not installed."""
    found = SERVICES[name]()
    if found is None:
        raise MissingService(f"{name} is not installed here. Run ./hotseat once: it installs what the lock names.")
    return found


__all__ = ["SERVICES", "MissingService", "Service", "service"]

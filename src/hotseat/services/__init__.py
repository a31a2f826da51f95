"""Servers that an item may need, as values.

They run inside the sandboxed run that uses them, on its own scratch; but where the environment has the URL of one that runs
already, a proof reaches that one, and nothing else, through a relay.
"""

import os

from hotseat.core.service import Remote, Service
from hotseat.services.postgres import postgres
from hotseat.services.remote import SERVERS, example, remote, variable
from hotseat.services.valkey import valkey

SERVICES = {"postgres": postgres, "valkey": valkey}
"""Each service that can be started, by its name in item.toml: a function that gives its value, or None without its package."""
NAMES = sorted({*SERVICES, *SERVERS})
"""Every service that an item may name."""


class MissingService(LookupError):
    """A service that an item needs is not to be had here. The text says what to install."""


def service(name: str) -> Service | Remote:
    """The service called `name`: the one whose URL the environment has, else one to start. Raises `MissingService`."""
    try:
        there = remote(name, os.environ) if name in SERVERS else None
    except ValueError as error:
        raise MissingService(str(error)) from None
    return there or startable(name)


def startable(name: str) -> Service:
    """The service called `name` as Hotseat starts it. Raises `MissingService`."""
    if name not in SERVICES:
        raise MissingService(
            f"{name} is not started by Hotseat. Install and start one, then set {variable(name)}={example(name)}"
        )
    found = SERVICES[name]()
    if found is None:
        raise MissingService(f"{name} is not installed here. Run ./hotseat once: it installs what the lock names.")
    return found


__all__ = ["NAMES", "SERVICES", "MissingService", "Remote", "Service", "service", "startable"]

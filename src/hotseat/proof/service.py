"""Where a proof finds the servers that were started for its run."""

import os


def service(name: str) -> str:
    """How to connect to a service that `item.toml` names: a libpq conninfo for "postgres", a URL for "valkey".

    Raises `LookupError` when the run has no such service.
    """
    address = os.environ.get(f"HOTSEAT_SERVICE_{name.upper()}")
    if address is None:
        raise LookupError(f'This run has no {name}. Write services = ["{name}"] into item.toml.')
    return address

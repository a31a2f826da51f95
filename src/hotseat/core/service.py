"""A server that a run needs, as a value: one to prepare once and start for each run, or one that is there to be reached."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """How to run one server inside a sandbox.

    `{scratch}` in the commands stands for a folder of the run's own. `prepare` writes the data that a new server
    starts from into `{scratch}/data`; it runs once and its result, named `template`, is kept and copied for each run
    (empty: nothing to prepare). `command` starts the server; it is ready when `ready`, a Unix socket, accepts a
    connection. `address` is what a client needs. `folders` are what the commands read.
    """

    name: str
    template: str
    prepare: tuple[str, ...]
    command: tuple[str, ...]
    ready: str
    address: str
    folders: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Remote:
    """A server that runs already, on `host` and `port`, for a run to reach. `address` has `{place}` where those two belong."""

    name: str
    host: str
    port: int
    address: str

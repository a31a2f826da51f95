"""Servers that run already, which whoever uses Hotseat names by URL."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from hotseat.core.service import Remote

SERVERS = {"rabbitmq": ("amqp", 5672)}
"""Each server by its name in item.toml: the scheme of its URL, and the port of a URL that names none.

PostgreSQL and Valkey are not among them: their proofs count on a server that is new, of the version that they name, and theirs.
"""


def variable(name: str) -> str:
    """The environment variable that has the URL of this server."""
    return f"HOTSEAT_{name.upper()}_URL"


def example(name: str) -> str:
    """What the URL of this server looks like."""
    scheme, port = SERVERS[name]
    return f"{scheme}://user:password@127.0.0.1:{port}/"


def remote(name: str, environment: Mapping[str, str]) -> Remote | None:
    """The server called `name` as the environment has it; None where that says nothing.

    Raises `ValueError` for a URL that cannot be used, with a text that does not repeat it: it may have a password.
    """
    url = environment.get(variable(name), "")
    if not url:
        return None
    scheme, usual = SERVERS[name]
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or usual
    except ValueError:
        host, port = None, usual
    if host is None or parts.scheme != scheme:
        raise ValueError(f"{variable(name)} is not the URL of a {name} server. Write it like {example(name)}")
    user, at, _ = parts.netloc.rpartition("@")
    return Remote(name, host, port, parts._replace(netloc=f"{user}{at}{{place}}").geturl())

"""The provider, as this service speaks to it. Three things can be known after a call: it is done, it is refused, or nothing."""

import json
import os
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

ADDRESS = urlsplit(os.environ["LAB_PROVIDER_URL"])
SECONDS = 1.5
"""Half of what the contract gives a POST."""


class Unknown(Exception):
    """Nobody knows whether the call had an effect. It may be made again, under the same key."""


def post(path: str, key: str, body: dict[str, object]) -> dict[str, object]:
    """Make a call. Returns the provider's object, whose status says what became of it. Raises `Unknown`."""
    connection = HTTPConnection(ADDRESS.hostname or "", ADDRESS.port, timeout=SECONDS)
    headers = {"Content-Type": "application/json", "Idempotency-Key": key, "X-Lab-Proc": os.environ["LAB_PROC"]}
    try:
        connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        if answer.status not in (200, 202, 402):
            raise Unknown
        found = json.loads(answer.read())
    except (OSError, HTTPException, ValueError) as error:
        raise Unknown from error
    finally:
        connection.close()
    if not isinstance(found, dict) or found.get("status") not in ("succeeded", "pending", "failed"):
        raise Unknown
    return found

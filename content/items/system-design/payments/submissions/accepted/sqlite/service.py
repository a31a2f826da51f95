"""HTTP: from a request to a call of `payments`, and back. Only the standard library."""

import hashlib
import hmac
import json
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import payments
from payments import Refused
from store import prepare

TOLERANCE = 300
LONGEST = 64


class Handler(BaseHTTPRequestHandler):
    """One request."""

    def do_GET(self) -> None:
        self.reply(self.read)

    def do_POST(self) -> None:
        self.reply(self.change)

    def reply(self, decide: Any) -> None:
        """Answer with what `decide` comes to; what it refuses is a 4xx, what breaks it a 500."""
        try:
            code, body = decide()
        except Refused as refused:
            code, body = refused.code, {"error": refused.error}
        except Exception as error:
            print(f"{self.command} {self.path}: {error!r}", file=sys.stderr)
            code, body = 500, {"error": "internal"}
        data = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def read(self) -> tuple[int, Any]:
        """GET."""
        parts = urlsplit(self.path)
        if parts.path == "/healthz":
            return 200, {}
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        limit = min(int(query.get("limit") or 50), 100)
        if parts.path == "/payments":
            return 200, payments.several(self.tenant, query.get("customer", ""), int(query.get("cursor") or 0), limit)
        if parts.path == "/ledger/entries":
            return 200, payments.ledger(self.tenant, int(query.get("after") or 0), limit)
        if parts.path == "/ledger/balances":
            return 200, payments.balances(self.tenant)
        if found := re.fullmatch(r"/payments/([^/]+)", parts.path):
            return 200, payments.one(self.tenant, found[1])
        raise Refused(404, "no_such_path")

    def change(self) -> tuple[int, Any]:
        """POST."""
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/webhooks/provider":
            signed(self.headers.get("Provider-Signature", ""), raw)
            payments.told(parsed(raw))
            return 200, {}
        body, tenant = parsed(raw), self.tenant
        key = self.headers.get("Idempotency-Key", "")
        if not key or len(key) > 255:
            raise Refused(400, "key_missing")
        if self.path == "/payments":
            return payments.create(tenant, key, order(body))
        found = re.fullmatch(r"/payments/([^/]+)/(capture|cancel|refunds)", self.path)
        if not found:
            raise Refused(404, "no_such_path")
        payment, operation = found[1], found[2]
        if operation == "cancel":
            return payments.cancel(tenant, key, payment)
        if operation == "capture":
            return payments.capture(tenant, key, payment, amount(body))
        return payments.refund(tenant, key, payment, {"reference": text(body, "reference"), "amount": amount(body)})

    @property
    def tenant(self) -> str:
        """Whose request this is."""
        tenant = self.headers.get("X-Tenant", "")
        if not tenant:
            raise Refused(400, "tenant_missing")
        return tenant

    def log_message(self, *_: object) -> None:
        """Nothing for a request that went well."""


def signed(header: str, raw: bytes) -> None:
    """Refuse what the provider has not signed, or not lately. It is the bytes that are signed, not what they mean."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    at = parts.get("t", "")
    secret = os.environ["LAB_WEBHOOK_SECRET"].encode()
    wanted = hmac.new(secret, at.encode() + b"." + raw, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(wanted, parts.get("v1", "")):
        raise Refused(400, "bad_signature")
    if not at.isdigit() or abs(time.time() - int(at)) > TOLERANCE:
        raise Refused(400, "stale_signature")


def parsed(raw: bytes) -> dict[str, Any]:
    """The body's object."""
    try:
        body = json.loads(raw)
    except ValueError:
        raise Refused(400, "no_json") from None
    if not isinstance(body, dict):
        raise Refused(400, "no_object")
    return body


def order(body: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a new payment, each as it should be."""
    capture = body.get("capture", "auto")
    if capture not in ("auto", "manual"):
        raise Refused(422, "capture")
    names = ("reference", "customer", "currency")
    return {name: text(body, name) for name in names} | {"amount": amount(body), "capture": capture}


def text(body: Mapping[str, Any], name: str) -> str:
    """A field that is a short text."""
    value = body.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST:
        raise Refused(422, name)
    return value


def amount(body: Mapping[str, Any]) -> int:
    """Minor units: a whole number above zero that the database can hold. In Python True is a number, too."""
    value = body.get("amount")
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**63:
        raise Refused(422, "amount")
    return value


class Server(ThreadingHTTPServer):
    """A thread for each connection. `daemon_threads` off: closing waits for the requests that are under way."""

    daemon_threads = False
    request_queue_size = 128


def main() -> None:
    """Serve until SIGTERM, then finish what is under way."""
    prepare()
    threading.Thread(target=payments.settler, daemon=True).start()
    server = Server(("127.0.0.1", int(os.environ["PORT"])), Handler)
    # `shutdown` waits for the loop of `serve_forever`, which is in this thread: it must be called from another one.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever(poll_interval=0.05)
    server.server_close()


if __name__ == "__main__":
    main()

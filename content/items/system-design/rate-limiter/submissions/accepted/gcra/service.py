"""A gateway: asks the policy, then the upstream. Only the standard library."""

import json
import os
import signal
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import limit

UPSTREAM = os.environ["LAB_UPSTREAM_URL"]
PATIENCE = 60.0


class Handler(BaseHTTPRequestHandler):
    """One request."""

    def do_GET(self) -> None:
        """Answer it."""
        if self.path == "/healthz":
            self.answer(200, {})
        elif self.path != "/r":
            self.answer(404, {"error": "no_such_path"})
        elif not (key := self.headers.get("X-Api-Key", "")):
            self.answer(400, {"error": "key_missing"})
        elif milliseconds := limit.wait(key, int(self.headers["Lab-Now"])):
            # Rounded up: who comes a moment too early is refused again.
            self.answer(429, {"error": "too_many"}, {"Retry-After": str(-(-milliseconds // 1000))})
        else:
            self.answer(self.forward(), {})

    def forward(self) -> int:
        """What the upstream answers."""
        headers = {"X-Request-Id": self.headers["X-Request-Id"], "X-Lab-Proc": os.environ["LAB_PROC"]}
        try:
            with urllib.request.urlopen(urllib.request.Request(f"{UPSTREAM}/r", headers=headers), timeout=PATIENCE) as got:
                return int(got.status)
        except OSError as error:
            print(f"upstream: {error!r}", file=sys.stderr)
            return 502

    def answer(self, code: int, body: object, headers: dict[str, str] | None = None) -> None:
        """Send it."""
        data = json.dumps(body).encode()
        self.send_response(code)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing for a request that went well."""


class Server(ThreadingHTTPServer):
    """A thread for each connection. `daemon_threads` off: closing waits for the requests that are under way."""

    daemon_threads = False
    request_queue_size = 128


def main() -> None:
    """Serve until SIGTERM, then finish what is under way."""
    limit.prepare()
    server = Server(("127.0.0.1", int(os.environ["PORT"])), Handler)
    # `shutdown` waits for the loop of `serve_forever`, which is in this thread: it must be called from another one.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever(poll_interval=0.05)
    server.server_close()


if __name__ == "__main__":
    main()

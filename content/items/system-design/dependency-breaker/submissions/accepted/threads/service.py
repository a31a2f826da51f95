"""HTTP before and behind the breakers. Only the standard library."""

import json
import os
import signal
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from breaker import Breaker

UPSTREAM = os.environ["LAB_UPSTREAM_URL"]
TIMEOUT = 0.5
BREAKERS = {"a": Breaker(), "b": Breaker()}


class Handler(BaseHTTPRequestHandler):
    """One request."""

    def do_GET(self) -> None:
        """Answer it."""
        name = self.path.removeprefix("/d/")
        if self.path == "/healthz":
            self.answer(200)
        elif name not in BREAKERS:
            self.answer(404)
        else:
            self.answer(self.through(BREAKERS[name], name, int(self.headers["Lab-Now"])))

    def through(self, breaker: Breaker, name: str, now: int) -> int:
        """The code that comes of asking the dependency, or of not asking it."""
        if not breaker.allows(now):
            return 503
        code = self.call(name)
        breaker.tell(now, well=code < 500)
        return code if code < 500 else 502

    def call(self, name: str) -> int:
        """What the dependency answers; 504 where it does not."""
        headers = {"X-Request-Id": self.headers["X-Request-Id"], "X-Lab-Proc": os.environ["LAB_PROC"]}
        try:
            with urllib.request.urlopen(urllib.request.Request(f"{UPSTREAM}/{name}", headers=headers), timeout=TIMEOUT) as got:
                return int(got.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 504

    def answer(self, code: int) -> None:
        """Send it."""
        data = json.dumps({}).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
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
    server = Server(("127.0.0.1", int(os.environ["PORT"])), Handler)
    # `shutdown` waits for the loop of `serve_forever`, which is in this thread: it must be called from another one.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever(poll_interval=0.05)
    server.server_close()


if __name__ == "__main__":
    main()

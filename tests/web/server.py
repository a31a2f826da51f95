"""The real app in a process of its own, and a plain HTTP client for it."""

import http.client
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlencode, urlsplit

START = "import sys; from hotseat.web.serve import serve; sys.exit(serve({port}, False))"


@dataclass(frozen=True)
class Answer:
    """What the app answered."""

    status: int
    headers: http.client.HTTPMessage
    text: str


@dataclass
class App:
    """The app on this data folder. As a context manager it is running inside and ended, however it went, after."""

    home: Path
    content: Path
    port: int | None = None
    address: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.kill()

    def command(self, port: int | None = None) -> list[str]:
        """The command that starts it."""
        return [sys.executable, "-c", START.format(port=port)]

    def environment(self) -> dict[str, str]:
        """What it is told about this machine."""
        return {**os.environ, "HOTSEAT_HOME": str(self.home), "HOTSEAT_CONTENT": str(self.content)}

    def start(self) -> None:
        """Start it and wait until it says where it is."""
        self.process = subprocess.Popen(
            self.command(self.port), env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, f"it did not start: {line} {self.process.communicate(timeout=10)}"
        self.address = found[0]

    def kill(self) -> None:
        """SIGKILL: nothing of it gets to say goodbye."""
        self.process.kill()
        self.process.communicate(timeout=10)

    def stop(self) -> tuple[int, str]:
        """End it as a terminal does. Returns the exit code and what it wrote to standard error."""
        self.process.send_signal(signal.SIGINT)
        _, errors = self.process.communicate(timeout=15)
        return self.process.returncode, errors

    @property
    def host(self) -> str:
        """Name and port."""
        return urlsplit(self.address).netloc

    def request(self, method: str, path: str, body: dict[str, str] | None = None, **headers: str) -> Answer:
        """One request, with these headers (`_` for `-`) and the cookies that the app has set."""
        connection = http.client.HTTPConnection(self.host, timeout=30)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies and "Cookie" not in sent:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        data = None
        if body is not None:
            data = urlencode(body)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, data, sent)
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        for line in response.headers.get_all("Set-Cookie", []):
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return Answer(response.status, response.headers, text)

    def log_in(self) -> Answer:
        """Open the address that was printed, as a browser would."""
        parts = urlsplit(self.address)
        return self.request("GET", f"{parts.path}?{parts.query}")

    def post(self, path: str, body: dict[str, str] | None = None, **headers: str) -> Answer:
        """A form of the app's own pages."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.request("GET", "/settings/").text)
        assert token
        return self.request("POST", path, {"csrfmiddlewaretoken": token[1], **(body or {})}, **headers)

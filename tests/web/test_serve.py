import os
import re
import signal
import socket
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.web.server import App


def started(app: App, port: int | None = None) -> subprocess.CompletedProcess[str]:
    """A second start on the same data."""
    return subprocess.run(app.command(port), env=app.environment(), capture_output=True, text=True, timeout=30, check=False)


def test_the_printed_address_serves_today_and_lets_this_client_in(app: App) -> None:
    answer = app.log_in()
    assert answer.status == 200
    assert "<h1>Today</h1>" in answer.text
    assert "HttpOnly" in str(answer.headers["Set-Cookie"])
    assert app.request("GET", "/plan/").status == 200


def test_the_app_listens_on_loopback_only(app: App) -> None:
    port = int(app.host.rpartition(":")[2])
    listening = [
        line.split() for table in ("/proc/net/tcp", "/proc/net/tcp6") for line in Path(table).read_text().splitlines()[1:]
    ]
    addresses = [line[1] for line in listening if line[3] == "0A" and line[1].endswith(f":{port:04X}")]
    assert addresses == [f"0100007F:{port:04X}"]


def test_a_name_pointed_at_loopback_gets_nothing(app: App) -> None:
    app.log_in()
    for path in ("/", "/history/export", "/static/hotseat.css"):
        answer = app.request("GET", path, Host="evil.example")
        assert answer.status == 421
        assert "Today" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"}],
)
def test_another_pages_request_changes_nothing_even_with_every_cookie(app: App, headers: dict[str, str]) -> None:
    app.log_in()
    answer = app.post("/items/core-python/copies/open", None, **headers)
    assert answer.status == 403
    assert "No attempts" in app.request("GET", "/history/").text or "will stand here" in app.request("GET", "/history/").text
    assert app.post("/items/core-python/copies/open").status == 303


def test_without_the_cookie_nothing_is_told(app: App) -> None:
    for path in ("/", "/history/export", "/attempts/x/events", "/map/"):
        answer = app.request("GET", path)
        assert answer.status == 403
        assert "Open the address that Hotseat printed" in answer.text


def test_a_second_start_says_where_the_first_one_is(app: App) -> None:
    second = started(app)
    assert second.returncode == 0
    assert app.address in second.stdout
    assert f"process {app.process.pid}" in second.stdout


def test_a_second_start_on_another_port_starts_nothing(app: App) -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    second = started(app, port)
    assert second.returncode == 2
    assert "one app at a time" in second.stderr
    assert app.address in second.stdout


def test_a_port_in_use_is_said_with_what_to_do(tmp_path: Path, small_content: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = started(App(tmp_path / "home", small_content), port)
    assert done.returncode == 2
    assert f"Port {port} cannot be used" in done.stderr
    assert "--port" in done.stderr


def test_a_folder_that_cannot_be_used_is_said_with_what_to_do(tmp_path: Path, small_content: Path) -> None:
    (tmp_path / "file").write_text("")
    done = started(App(tmp_path / "file", small_content))
    assert done.returncode == 3
    assert "Set HOTSEAT_HOME to a folder" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_quietly_on_a_signal_also_while_pages_follow(app: App, number: signal.Signals) -> None:
    app.log_in()
    with closing(socket.create_connection(app.host.split(":"))) as follower:  # type: ignore[arg-type]
        cookie = "; ".join(f"{name}={value}" for name, value in app.cookies.items())
        follower.sendall(f"GET /attempts/x/events HTTP/1.1\r\nHost: {app.host}\r\nCookie: {cookie}\r\n\r\n".encode())
        assert follower.recv(100).startswith(b"HTTP/1.1 200")
        os.kill(app.process.pid, number)
        _, errors = app.process.communicate(timeout=10)
    assert app.process.returncode == 0
    assert errors == ""


def test_the_address_is_good_again_after_a_restart(app: App) -> None:
    token = app.address.partition("?")[2]
    app.stop()
    app.start()
    assert app.address.partition("?")[2] == token


def test_a_later_start_serves_its_first_page_within_two_seconds(app: App) -> None:
    app.stop()
    begin = time.monotonic()
    app.start()
    assert app.log_in().status == 200
    assert time.monotonic() - begin < 2.0


def test_files_are_served_with_their_type_and_to_our_own_pages_only(app: App) -> None:
    sheet = app.request("GET", "/static/hotseat.css")
    assert sheet.status == 200
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert "Access-Control-Allow-Origin" not in sheet.headers
    assert re.search(
        r"text/javascript|application/javascript", app.request("GET", "/static/build/app.js").headers["Content-Type"]
    )
    assert app.request("GET", "/static/../settings.py").status != 200

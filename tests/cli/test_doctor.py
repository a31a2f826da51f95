"""`doctor`: what works here, and how to get what does not."""

import json
import socket
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hotseat.cli import health, main
from hotseat.cli.exits import Broken
from hotseat.cli.health import State
from hotseat.sandbox import open_sandbox
from hotseat.services import SERVICES
from hotseat.services.remote import SERVERS
from tests.cli.running import Place


def by_name(said: dict[str, Any]) -> dict[str, Any]:
    return {check["name"]: check for check in said["checks"]}


def test_every_check_is_made_and_nothing_is_changed(place: Place) -> None:
    said = place.json("doctor", "--json")
    assert (said["format_version"], said["ok"]) == (1, True)
    checks = by_name(said)
    assert list(checks) == [
        "python",
        "protection",
        "postgres",
        "rabbitmq",
        "valkey",
        "labs",
        "items",
        "data",
        "disk",
        "browser",
        "editor",
    ]
    with closing(open_sandbox()) as sandbox:
        protection = sandbox.protection
    assert checks["protection"]["says"] == f"{protection.tier}. {protection.summary}"
    assert checks["protection"]["details"] == list(protection.missing)
    assert checks["postgres"]["says"].endswith("starts inside a run and answers.")
    assert checks["valkey"]["says"].endswith("starts inside a run and answers.")
    assert "runs with your own rights" in checks["labs"]["says"]
    assert "nothing yet" in checks["data"]["says"]
    assert not (place.home / "hotseat.sqlite3").exists()


def test_a_person_reads_marks_and_what_to_do(place: Place) -> None:
    done = place.run("doctor")
    assert (done.code, done.err) == (0, "")
    assert "✓ python: 3." in done.out
    assert "– editor: EDITOR is not set" in done.out
    assert "      Set EDITOR=nano, or yours." in done.out
    assert done.out.endswith("Everything that practice needs is here.\n")


def test_without_protection_it_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def nothing() -> None:
        raise Broken("Nothing on this machine contains the programs.")

    monkeypatch.setattr(health, "tools", nothing)
    assert main(["doctor", "--json"]) == 1
    checks = by_name(json.loads(capsys.readouterr().out))
    assert (checks["protection"]["state"], checks["protection"]["fix"]) == (
        "bad",
        "Nothing on this machine contains the programs.",
    )
    assert checks["postgres"]["state"] == "missing"


def test_a_service_that_is_not_installed_is_missing_and_not_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SERVICES, "valkey", lambda: None)
    check = next(made for made in (check() for check in health.checks()[2:5]) if made.name == "valkey")
    assert (check.state, check.fix[:27]) == (State.MISSING, "valkey is not installed her")


def test_a_server_of_the_learners_own_is_asked_from_inside_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    started = SERVICES["valkey"]()
    assert started is not None
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setitem(SERVERS, "valkey", ("redis", 6379))
    monkeypatch.setenv("HOTSEAT_VALKEY_URL", f"redis://127.0.0.1:{port}/0")
    monkeypatch.setattr(health, "NAMES", ["valkey"])
    absent = health.checks()[2]()
    command = [started.command[0], "--port", str(port), "--save", "", "--bind", "127.0.0.1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert any("Ready to accept connections" in line for line in server.stdout)
            present = health.checks()[2]()
        finally:
            server.kill()
    assert absent.state is State.MISSING
    assert absent.says.startswith("yours, but no run gets an answer:")
    assert (present.state, present.says) == (State.GOOD, f"yours, at 127.0.0.1:{port}, answers a run.")


@pytest.mark.parametrize(
    ("spoil", "state", "says"),
    [
        (lambda path: None, State.GOOD, "whole, 0 attempts"),
        (lambda path: path.write_bytes(b"x" * 5000), State.BAD, "cannot be read: file is not a database"),
        (lambda path: path.unlink(), State.GOOD, "nothing yet"),
    ],
    ids=["whole", "no database", "none"],
)
def test_the_health_of_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], None], state: State, says: str
) -> None:
    monkeypatch.setenv("HOTSEAT_HOME", str(tmp_path))
    path = tmp_path / "hotseat.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE django_migrations (app, name)")
        database.execute("CREATE TABLE records_attempt (id)")
    spoil(path)
    check = health.data()
    assert check.state is state
    assert says in check.says


def test_little_disk_is_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 100_000_000

    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage)
    assert (health.disk().state, health.disk().says) == (State.BAD, "100 MB are free.")


def test_what_is_on_path_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: "/bin/firefox" if name == "firefox" else None)
    assert health.browser().says == "firefox (/bin/firefox)"
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert (health.browser().state, health.browser().fix[:16]) == (State.MISSING, "Open the address")
    monkeypatch.setenv("EDITOR", "ed")
    assert (health.editor().state, health.editor().says) == (State.GOOD, "ed")

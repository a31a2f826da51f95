"""The way from a run to a server outside: to that one, and to nothing else."""

import socket
import threading
from collections.abc import Iterator

import pytest

from hotseat.core.item import Limits
from hotseat.core.service import Remote
from hotseat.sandbox import Program, Sandbox
from hotseat.sandbox.relay import MOST_CONNECTIONS
from tests.processes import wait_until

PROGRAM = """
import json, os, socket

CHANNEL = int(os.environ["HOTSEAT_CHANNEL"])

def say(what):
    os.write(CHANNEL, json.dumps(what).encode() + b"\\n")

def connected(place):
    host, port = place.removeprefix("test://").rsplit(":", 1)
    return socket.create_connection((host, int(port)), 5)

def reached(place, text=b"hello"):
    try:
        with connected(place) as client:
            client.sendall(text)
            client.shutdown(socket.SHUT_WR)
            said = b""
            while data := client.recv(1 << 16):
                said += data
            return len(said), said[:20].decode()
    except OSError as error:
        return [-1, type(error).__name__]

def main(arguments):
    here = os.environ["HOTSEAT_SERVICE_ONE"]
"""


class Server:
    """Says back in capitals what it hears, once all is said. `connections` counts those that are open, `seen` all of them."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.connections = self.seen = 0
        self.lock = threading.Lock()
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.listener.getsockname()[1])

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(client,), daemon=True).start()

    def _answer(self, client: socket.socket) -> None:
        with self.lock:
            self.connections += 1
            self.seen += 1
        with client:
            heard = b""
            while data := client.recv(1 << 16):
                heard += data
            client.sendall(heard.upper())
        with self.lock:
            self.connections -= 1


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on this machine's loopback."""
    one = Server()
    yield one
    one.listener.shutdown(socket.SHUT_RDWR)
    one.listener.close()


def program(body: str, *ports: int) -> Program:
    """Runs `body` with servers ONE, TWO ... on these ports, in a new interpreter, as a proof does."""
    source = PROGRAM + "".join(f"    {line}\n" for line in body.strip().splitlines()) + "    return 0\n"
    remotes = tuple(Remote(name, "127.0.0.1", port, "test://{place}") for name, port in zip(("one", "two"), ports, strict=False))
    return Program("asks", files={"asks.py": source.encode()}, limits=Limits(processes=200), fresh=True, remotes=remotes)


def test_bytes_go_both_ways_and_each_end_is_told(sandbox: Sandbox, server: Server) -> None:
    with sandbox.start(program("say(reached(here))\nsay(reached(here, b'long' * 1_000_000))", server.port)) as run:
        assert run.receive(20) == [5, "HELLO"]
        assert run.receive(20) == [4_000_000, "LONGLONGLONGLONGLONG"]
    assert server.seen == 2


def test_each_server_has_a_place_of_its_own(sandbox: Sandbox, server: Server) -> None:
    other = Server()
    body = "say([reached(here), reached(os.environ['HOTSEAT_SERVICE_TWO'])])"
    with sandbox.start(program(body, server.port, other.port)) as run:
        assert run.receive(20) == [[5, "HELLO"], [5, "HELLO"]]
    assert (server.seen, other.seen) == (1, 1)


def test_nothing_else_is_reached(sandbox: Sandbox, server: Server) -> None:
    other = Server()
    body = f"say([reached('127.0.0.1:{other.port}'), reached('127.0.0.1:{server.port}'), reached('10.0.0.1:80')])"
    with sandbox.start(program(body, server.port)) as run:
        assert [length for length, _ in run.receive(30)] == [-1, -1, -1]
    assert (server.seen, other.seen) == (0, 0)


def test_a_run_without_one_has_no_way_out(sandbox: Sandbox, server: Server) -> None:
    source = (
        PROGRAM.replace('os.environ["HOTSEAT_SERVICE_ONE"]', "''")
        + f"    say(reached('127.0.0.1:{server.port}'))\n    return 0\n"
    )
    with sandbox.start(Program("asks", files={"asks.py": source.encode()}, fresh=True)) as run:
        assert run.receive(20)[0] == -1
    assert server.seen == 0


def test_a_server_that_is_not_there_ends_the_connection(sandbox: Sandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with sandbox.start(program("say(reached(here))", port)) as run:
        assert run.receive(20)[0] <= 0


def test_more_connections_than_are_carried_at_a_time_wait_their_turn(sandbox: Sandbox, server: Server) -> None:
    body = """
clients = [connected(here) for _ in range(MOST + 20)]
said = []
for client in clients:
    client.sendall(b"hello")
    client.shutdown(socket.SHUT_WR)
    said.append(client.recv(100).decode())
    client.close()
say(said.count("HELLO"))
""".replace("MOST", str(MOST_CONNECTIONS))
    with sandbox.start(program(body, server.port)) as run:
        assert run.receive(60) == MOST_CONNECTIONS + 20
    assert server.seen == MOST_CONNECTIONS + 20


def test_what_is_connected_ends_with_the_run(sandbox: Sandbox, server: Server) -> None:
    before = threading.active_count()
    with sandbox.start(program("client = connected(here)\nsay('there')\nimport time\ntime.sleep(600)", server.port)) as run:
        assert run.receive(20) == "there"
        wait_until(lambda: server.connections == 1)
    wait_until(lambda: server.connections == 0)
    wait_until(lambda: threading.active_count() <= before)

"""Starts a run's servers inside its sandbox, opens the way to those outside, or prepares one's data. Imported only by name."""

import json
import os
import socket
import subprocess
import sys
import tarfile
import time
from typing import Any

START_SECONDS = 20.0


def start(services: list[dict[str, Any]], scratch: str) -> None:
    """Start each server from a copy of its template, wait until all accept, and say in the environment where they are."""
    started = [(service, *_start(service, scratch)) for service in services]
    for service, folder, process in started:
        _wait(service["ready"].format(scratch=folder), process, service["name"])
        os.environ[f"HOTSEAT_SERVICE_{service['name'].upper()}"] = service["address"].format(scratch=folder)


def reach(remotes: list[dict[str, Any]], channel: int | None) -> None:
    """Say in the environment where each server is. In a network of its own a run finds it on its loopback.

    What arrives there is taken outside: the sockets that listen go through the channel, before the program says anything.
    """
    listeners = []
    for remote in remotes:
        host, port = remote["host"], remote["port"]
        if channel is not None:
            listeners.append(socket.create_server(("127.0.0.1", 0)))
            host, port = listeners[-1].getsockname()
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        os.environ[f"HOTSEAT_SERVICE_{remote['name'].upper()}"] = remote["address"].replace("{place}", place)
    if channel is not None:
        with socket.socket(fileno=os.dup(channel)) as outside:
            socket.send_fds(outside, [b"r"], [listener.fileno() for listener in listeners])


def main(services: list[dict[str, Any]]) -> int:
    """Prepare the data of the one service given and write it to standard output as a tar archive."""
    (service,) = services
    scratch = os.path.join(os.getcwd(), service["name"])
    os.mkdir(scratch, 0o700)
    command = [part.format(scratch=scratch) for part in service["prepare"]]
    done = subprocess.run(command, stdout=sys.stderr, check=False, env=os.environ | service["environment"])
    if done.returncode:
        return done.returncode
    with tarfile.open(fileobj=sys.stdout.buffer, mode="w|") as archive:
        archive.add(os.path.join(scratch, "data"), arcname="data")
    sys.stdout.buffer.flush()
    os.write(int(os.environ["HOTSEAT_CHANNEL"]), json.dumps({"prepared": service["name"]}).encode() + b"\n")
    return 0


def _start(service: dict[str, Any], scratch: str) -> tuple[str, "subprocess.Popen[bytes]"]:
    folder = os.path.join(scratch, f".{service['name']}")
    os.mkdir(folder, 0o700)
    if service["template"]:
        _unpack(service["template"], folder)
    command = [part.format(scratch=folder) for part in service["command"]]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd=folder, env=os.environ | service["environment"]
    )
    return folder, process


def _unpack(template: str, folder: str) -> None:
    """Lay out the archive's folders and files; three times as fast as `extractall`, which also sets times and owners."""
    with tarfile.open(template) as archive:
        for member in archive:
            path = os.path.join(folder, member.name)
            if member.isdir():
                os.mkdir(path, 0o700)
            elif (source := archive.extractfile(member)) is not None:
                with open(path, "xb") as target, source:
                    target.write(source.read())


def _wait(path: str, process: "subprocess.Popen[bytes]", name: str) -> None:
    """Return once something accepts connections at this socket. Raises `RuntimeError` when that does not happen."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{name} ended at once with exit code {process.returncode}")
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(path)
            except OSError:
                time.sleep(0.005)
            else:
                return
    raise RuntimeError(f"{name} did not accept connections within {START_SECONDS:.0f} s")

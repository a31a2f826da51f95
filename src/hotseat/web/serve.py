"""Serves the app to the learner's browser on this machine."""

import signal
import socket
import sys
import threading
from types import FrameType

import uvicorn

from hotseat.web.boot import setup
from hotseat.web.home import Home, HomeUnusable, learner_home
from hotseat.web.lock import AlreadyServed, single_instance

LOOPBACK = "127.0.0.1"


def serve(port: int | None, open_browser: bool) -> int:
    """Serve on this port of 127.0.0.1, or on a free one, until SIGINT or SIGTERM. Returns the exit code.

    Prints the address, which carries the launch token. Where another process serves the same data, says where.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # both ways of ending it are one
    try:
        return _serve(port, open_browser=open_browser)
    except KeyboardInterrupt:
        return 0


def _serve(port: int | None, *, open_browser: bool) -> int:
    home = learner_home()
    try:
        home.create()
        listener = _listen(port)
    except HomeUnusable as error:
        return _failed(str(error), 3)
    except OSError as error:
        return _failed(
            f"Port {port} cannot be used: {error.strerror}. Nothing was started. "
            "Name another one with --port, or leave --port out to get a free one.",
            2,
        )
    with listener:
        address = f"http://{LOOPBACK}:{listener.getsockname()[1]}/"
        try:
            with single_instance(home.lock, address):
                setup(home.path)
                return _run(listener, _with_token(address, home), open_browser=open_browser)
        except AlreadyServed as other:
            return _point_to(other, home, port, open_browser=open_browser)
        except HomeUnusable as error:
            return _failed(str(error), 3)


def _listen(port: int | None) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port or 0))
        listener.listen(128)
    except OverflowError:
        listener.close()
        raise OSError(0, "it is not 0 to 65535") from None
    except OSError:
        listener.close()
        raise
    return listener


def _run(listener: socket.socket, address: str, *, open_browser: bool) -> int:
    """Serve until a signal ends it."""
    from django.core.handlers.asgi import ASGIHandler

    from hotseat.web.running import judging

    config = uvicorn.Config(
        ASGIHandler(),
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    print(f"Hotseat is at {address}\nPress Ctrl+C to stop it.", flush=True)
    judging.wake_all()
    if open_browser:
        threading.Thread(target=_open, args=(address,), daemon=True).start()
    _Server(config).run(sockets=[listener])
    return 0


class _Server(uvicorn.Server):
    """Ends what runs as soon as a signal comes, so that the pages that follow it do not hold the end up."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        from hotseat.web.running import attacking, judging, proving

        judging.close()
        proving.close()
        attacking.close()
        super().handle_exit(sig, frame)


def _point_to(other: AlreadyServed, home: Home, port: int | None, *, open_browser: bool) -> int:
    """Say where the app is, and show it. That is what was asked for, unless it was asked for on another port."""
    if not other.address:
        return _failed("Another Hotseat is just starting on this data. Wait a moment, then run this again.", 3)
    address = _with_token(other.address, home)
    print(f"Hotseat already runs on this data (process {other.process}), at {address}", flush=True)
    if port and f":{port}/" not in other.address:
        return _failed(f"Nothing was started on port {port}: one app at a time serves a data folder. Stop that one first.", 2)
    if open_browser:
        _open(address)
    return 0


def _with_token(address: str, home: Home) -> str:
    return f"{address}?token={home.launch_token()}"


def _open(address: str) -> None:
    import webbrowser

    webbrowser.open(address)


def _failed(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code

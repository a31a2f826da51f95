"""Starts contained runs."""

import contextlib
import hashlib
import os
import secrets
import sys
import sysconfig
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import hotseat
from hotseat.core.item import Limits
from hotseat.core.service import Service
from hotseat.sandbox import bubblewrap, cgroup
from hotseat.sandbox.protection import CONSENT, UNCONTAINED, NoProtection, Protection, candidates, why_not_bubblewrap
from hotseat.sandbox.relay import Relay
from hotseat.sandbox.run import Ended, Program, Run
from hotseat.sandbox.worker import WorkerLost
from hotseat.sandbox.zygote import Lane, Zygote

SERVICE_MEMORY_MIB = 384
SERVICE_PROCESSES = 64
"""What a run's own servers may use on top of the program's limits."""
TRIAL_SECONDS = 20.0
FIRST_UID = 1_879_048_192
"""A zygote that root starts becomes a user of its own from here on, whom nothing else on the machine belongs to."""


class Sandbox:
    """Starts programs behind one kind of protection. `cache` is a folder for servers' prepared data.

    `stopped` is asked every now and then while a run is waited for: once it says yes, the run is killed. Zygotes start when
    they are first needed, and end with `close` or with this process. Several threads may start runs.
    """

    def __init__(self, protection: Protection, cache: Path, stopped: Callable[[], bool] = lambda: False) -> None:
        self.protection = protection
        self._cache = cache
        self.stopped = stopped
        self._zygotes: dict[tuple[tuple[str, ...], tuple[str, ...]], Zygote] = {}
        self._lock = threading.Lock()

    def until(self, stopped: Callable[[], bool]) -> "Sandbox":
        """The same sandbox, with the same zygotes, whose runs end with `Cancelled` once `stopped()` is true."""
        other = Sandbox(self.protection, self._cache, stopped)
        other._zygotes, other._lock = self._zygotes, self._lock
        return other

    def close(self) -> None:
        """End the zygotes and what they keep ready; the next start begins anew."""
        with self._lock:
            for zygote in self._zygotes.values():
                zygote.close()

    @contextlib.contextmanager
    def start(self, program: Program) -> Iterator[Run]:
        """Start the program; leaving the context kills all that it started. Raises `OSError` when nothing can be started."""
        templates = {service.name: str(self._template(service)) for service in program.services if service.prepare}
        with self._started(program, templates) as run:
            yield run

    @contextlib.contextmanager
    def _started(self, program: Program, templates: dict[str, str], output: int | None = None) -> Iterator[Run]:
        if (program.services or program.remotes) and self.protection.landlock:
            raise OSError("A run with servers needs namespaces, which this machine does not give: see `hotseat doctor`.")
        limits = _with_services(program)
        zygote = self._zygote(program, templates)
        with contextlib.ExitStack() as stack:
            scratch = bubblewrap.SCRATCH
            if self.protection.scratch_on_disk:
                scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="hotseat-", ignore_cleanup_errors=True))
            worker = zygote.take(Lane(program.module, limits.memory_mib, program.fresh), output)
            own = scratch if self.protection.scratch_on_disk else None
            groups = cgroup.place() if self.protection.group else None
            run = stack.enter_context(Run(worker, limits, self.stopped, scratch=own, groups=groups))
            run.send_setup(_setup(program, limits, templates, scratch))
            if program.remotes and self.protection.namespaces:
                stack.enter_context(Relay(run.receive_listeners(len(program.remotes)), program.remotes))
            yield run

    def _zygote(self, program: Program, templates: dict[str, str]) -> Zygote:
        """The zygote that sees what this program needs to see and nothing else."""
        packages = _package_paths() if program.packages else []
        served = [folder for service in program.services for folder in service.folders]
        folders = tuple(_outermost({sys.base_prefix, _ours(), *packages, *served, *templates.values()}))
        key = (folders, program.imports)
        with self._lock:
            if key not in self._zygotes:
                settings = {
                    "paths": [_ours_root(), *packages],
                    "imports": program.imports,
                    "namespaces": self.protection.namespaces,
                    "filter": self.protection.filter,
                    "linux": sys.platform == "linux",
                    "landlock": _open(folders) if self.protection.landlock else None,
                    "uid": FIRST_UID + secrets.randbelow(1 << 24) if self.protection.namespaces and os.geteuid() == 0 else None,
                }
                self._zygotes[key] = Zygote(lambda: self._jail(folders), settings)
            return self._zygotes[key]

    def _jail(self, folders: tuple[str, ...]) -> tuple[list[str], list[int]]:
        """The command that starts a zygote behind its walls, and the descriptors that it needs."""
        if not self.protection.namespaces:
            return [], []
        executable = bubblewrap.executable()
        if executable is None:
            raise FileNotFoundError("bubblewrap was there when the sandbox was opened and is gone. Install it again.")
        passwd = _passwd()
        content = str(Path(hotseat.__file__).parent / "content")
        command = bubblewrap.command(
            executable,
            root=os.geteuid() == 0,
            folders=[folder for folder in folders if not folder.startswith("/usr/")],
            masked=[content] if Path(content).is_dir() else [],
            passwd=passwd,
        )
        return command, [passwd]

    def _template(self, service: Service) -> Path:
        """The service's prepared data as a tar archive, made inside a sandbox when it is first needed."""
        recipe = repr((service.template, service.prepare)).encode()
        path = self._cache / f"{service.template}-{hashlib.sha256(recipe).hexdigest()[:12]}.tar"
        if path.exists():
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        limits = Limits(wall_seconds=120, memory_mib=1024, output_kib=256, processes=64)
        program = Program("hotseat.services.inside", limits=limits, services=(service,))
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
            try:
                with self._started(program, {}, file.fileno()) as run:
                    try:
                        run.receive(limits.wall_seconds)
                    except Ended as ended:
                        raise OSError(f"{service.name} could not be prepared ({ended}): {run.output.strip()[-500:]}") from None
                Path(file.name).chmod(0o644)
                Path(file.name).rename(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        return path


def open_sandbox(cache: Path | None = None) -> Sandbox:
    """A sandbox with the strongest protection that works here, found by trying it. Raises `NoProtection`."""
    cache = cache or _default_cache()
    reason = None
    for protection in candidates():
        sandbox = Sandbox(protection, cache)
        try:
            try:
                _try(sandbox)
            except WorkerLost:
                _try(sandbox)  # if something outside ended it, it tells nothing of the protection
        except (OSError, Ended) as error:
            sandbox.close()
            reason = f"{protection.tier} did not work: {error}"
        else:
            return sandbox
    if os.environ.get(CONSENT) == "1":
        return Sandbox(UNCONTAINED, cache)
    raise NoProtection(
        "Nothing on this machine contains the programs that Hotseat would run: "
        f"{why_not_bubblewrap() or reason} No program was run. "
        f"If they are your own programs and you accept that they run with your rights, set {CONSENT}=1 and try again."
    )


def _try(sandbox: Sandbox) -> None:
    with sandbox.start(Program("hotseat.sandbox.trial.inside")) as run:
        run.receive(TRIAL_SECONDS)


def _default_cache() -> Path:
    from platformdirs import user_cache_path  # not for what runs inside, which sees no package

    home = os.environ.get("HOTSEAT_HOME")
    return Path(home, "cache") if home else user_cache_path("hotseat")


def _setup(program: Program, limits: Limits, templates: dict[str, str], scratch: str) -> dict[str, object]:
    """The first message: everything that the process does to itself before it runs the program."""
    return {
        "module": program.module,
        "arguments": list(program.arguments),
        "scratch": scratch,
        "memory": limits.memory_mib << 20,
        "processes": limits.processes,
        "files": {name: data.hex() for name, data in program.files.items()},
        "services": [
            {
                "name": service.name,
                "template": templates.get(service.name),
                "prepare": service.prepare,
                "command": service.command,
                "ready": service.ready,
                "address": service.address,
                "environment": dict(service.environment),
            }
            for service in program.services
        ],
        "remotes": [asdict(remote) for remote in program.remotes],
    }


def _with_services(program: Program) -> Limits:
    limits = program.limits
    count = len(program.services)
    return replace(
        limits,
        memory_mib=limits.memory_mib + count * SERVICE_MEMORY_MIB,
        processes=limits.processes + count * SERVICE_PROCESSES,
    )


def _open(folders: tuple[str, ...]) -> dict[str, list[str]]:
    """What a run may read, and what it may only list: our own folder may hold the curriculum, with what a run must not see."""
    ours, hidden = _ours(), {"content", "__pycache__"}
    read = [folder for folder in folders if folder != ours] + [*bubblewrap.SYSTEM, *bubblewrap.ETC, "/proc"]
    return {"read": read + [str(path) for path in Path(ours).iterdir() if path.name not in hidden], "listed": [ours]}


def _ours() -> str:
    """The folder of this package, the only code of ours that a run sees."""
    return str(Path(hotseat.__file__).parent)


def _ours_root() -> str:
    return str(Path(hotseat.__file__).parent.parent)


def _package_paths() -> list[str]:
    paths = sysconfig.get_paths()
    return sorted({paths["purelib"], paths["platlib"]})


def _outermost(folders: set[str]) -> list[str]:
    """The folders without those that lie in another one."""
    return [path for path in sorted(folders) if not any(path != other and path.startswith(other + "/") for other in folders)]


def _passwd() -> int:
    """A file in memory that names the run's user, for programs that insist on having a name."""
    descriptor = os.memfd_create("passwd")
    os.write(descriptor, f"learner:x:{bubblewrap.UID}:{bubblewrap.UID}::{bubblewrap.SCRATCH}:/bin/sh\n".encode())
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor

"""Runs the real command, as a process of its own, with a data folder of its own."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-m", "hotseat")


@dataclass(frozen=True)
class Place:
    """A folder to be in, and the learner's data folder."""

    cwd: Path
    home: Path

    def run(self, *arguments: str, typed: str | bytes = "", env: Mapping[str, str] | None = None) -> "Done":
        """Run the command to its end."""
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=self.cwd,
            env=self.environment(env),
            input=typed.encode() if isinstance(typed, str) else typed,
            capture_output=True,
            timeout=120,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def json(self, *arguments: str, code: int = 0) -> Any:
        """The document that the command prints, alone on standard output."""
        done = self.run(*arguments)
        assert done.code == code, done
        return json.loads(done.out)

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """This process's environment, with the data folder and without what changes how the command looks."""
        kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "EDITOR", "VISUAL", "COLUMNS")}
        return {**kept, "HOTSEAT_HOME": str(self.home), **(more or {})}

    def talk(self, *arguments: str, answers: Sequence[tuple[str, str]], env: Mapping[str, str] | None = None) -> "Done":
        """Run the command on a terminal, and type each answer when its words have appeared. All output is in `out`."""
        process, terminal = pty.fork()
        if process == 0:
            os.chdir(self.cwd)
            os.execve(COMMAND[0], [*COMMAND, *arguments], self.environment({"TERM": "xterm", **(env or {})}))
        said, seen, waiting = b"", 0, list(answers)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if select.select([terminal], [], [], 0.1)[0]:
                try:
                    data = os.read(terminal, 1 << 16)
                except OSError:
                    break
                if not data:
                    break
                said += data
            if waiting and (found := said.find(waiting[0][0].encode(), seen)) >= 0 and _sleeps(process):
                seen = found + len(waiting[0][0].encode())
                os.write(terminal, waiting.pop(0)[1].encode())
        else:
            os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        os.close(terminal)
        text = said.decode(errors="replace").replace("\r\n", "\n")
        assert not waiting, f"never asked: {waiting}\n{text}"
        return Done(os.waitstatus_to_exitcode(status), text, "")


def _sleeps(process: int) -> bool:
    """Whether the process waits in the kernel, where the system can tell.

    CPython only notes an interrupt that arrives between the prompt of `input` and its read, and then waits for a line.
    """
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "S"
    except OSError:
        return True


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

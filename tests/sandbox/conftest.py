from collections.abc import Callable
from typing import Any

import pytest

from hotseat.core.item import Limits
from hotseat.sandbox import Program, Sandbox


@pytest.fixture
def ask(sandbox: Sandbox) -> Callable[..., Any]:
    """Run Python source in the sandbox; the value that it leaves in `result`."""

    def run(source: str, limits: Limits = Limits(), *, packages: bool = False) -> Any:
        body = "".join(f"    {line}\n" for line in source.splitlines())
        program = (
            "import json, os\n"
            "def main(arguments):\n"
            "    channel = int(os.environ['HOTSEAT_CHANNEL'])\n"
            f"{body}"
            "    os.write(channel, json.dumps(result).encode() + b'\\n')\n"
            "    return 0\n"
        )
        started = sandbox.start(Program("asked", files={"asked.py": program.encode()}, limits=limits, packages=packages))
        with started as running:
            return running.receive(20)

    return run

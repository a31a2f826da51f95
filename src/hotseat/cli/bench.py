"""The project's benchmarks, from a checkout.

Each measures a part of Hotseat beside a named peer or limit, in the same run and in turn with it, and prints ratios with
intervals. They take minutes; keep the machine quiet meanwhile. Without a name it lists them.
"""

import argparse
import ast
import subprocess
import sys
from pathlib import Path

import hotseat
from hotseat.cli.exits import DONE, UsageError
from hotseat.cli.terminal import say

EXAMPLES = """\
  hotseat bench                  # which there are
  hotseat bench judge            # verdicts per second, beside other ways to judge
  hotseat bench judge --quick    # fewer rounds, wider intervals
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("name", metavar="NAME", nargs="?", help="a benchmark (default: list them)")
    parser.add_argument("arguments", metavar="...", nargs=argparse.REMAINDER, help="what the benchmark itself takes")


def run(options: argparse.Namespace) -> int:
    """Run one as a process of its own, in the checkout."""
    checkout = Path(hotseat.__file__).parents[2]
    known = {path.stem: path for path in sorted((checkout / "bench").glob("[!_]*.py"))}
    if not known:
        raise UsageError("There are no benchmarks here: they are part of a checkout, not of the installed package.")
    if options.name is None:
        for name, path in known.items():
            say(f"  {name:10} {_summary(path)}")
        return DONE
    if options.name not in known:
        raise UsageError(f"There is no benchmark {options.name!r}. There are {', '.join(known)}.")
    return subprocess.run(
        [sys.executable, "-m", f"bench.{options.name}", *options.arguments], cwd=checkout, check=False
    ).returncode


def _summary(path: Path) -> str:
    """The first sentence of its docstring."""
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition(". ")[0] + "."

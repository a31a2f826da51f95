"""The command line as argparse sees it, filled in for the command that is used."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import hotseat
from hotseat.cli.commands import COMMANDS, Command
from hotseat.cli.exits import USAGE

DESCRIPTION = "A local-first gym for senior Python interviews, where every answer is proved by running it."
FIRST_STEPS = """\
first steps:
  hotseat serve                                  # the app, in the browser
  hotseat today                                  # the same list, in the terminal
  hotseat show list-vs-set-speed                 # one question; a slug is enough where it is unique
  hotseat prove list-vs-set-speed                # run the program that proves its answer

`hotseat COMMAND --help` explains a command and has examples.
exit codes: 0 done, 1 the check that was asked for failed, 2 usage, 3 Hotseat's own failure"""


class Parser(argparse.ArgumentParser):
    """Help as it was written, and errors that say what to do next."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False, **settings)

    passes_on = False
    """Whether what stands behind `--` is somebody else's command line; then it is in `passed_on`."""

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse does, but for what is passed on."""
        own, passed_on = list(sys.argv[1:] if args is None else args), []
        if self.passes_on and "--" in own:
            place = own.index("--")
            own, passed_on = own[:place], own[place + 1 :]
        found = super().parse_args(own, namespace)
        found.passed_on = passed_on
        return found

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and where help is; exit 2."""
        print(f"{self.prog}: {message}\nTry `{self.prog} --help`.", file=sys.stderr)
        raise SystemExit(USAGE)


def wanted(arguments: Sequence[str]) -> Command | None:
    """The command that these arguments begin with."""
    for length in (2, 1):
        name = " ".join(arguments[:length])
        for command in COMMANDS:
            if command.name == name:
                return command
    return None


def parser_for(command: Command) -> Parser:
    """The parser of one command, with its description and examples."""
    module = import_module(command.module)
    description = (module.__doc__ or "").strip()
    parser = Parser(prog=f"hotseat {command.name}", description=description, epilog=f"examples:\n{module.EXAMPLES.rstrip()}")
    parser.passes_on = getattr(module, "PASSES_ON", False)
    module.arguments(parser)
    return parser


def overview(prefix: str = "") -> str:
    """The help that lists the commands; with a prefix ("item"), those that begin with it."""
    lines = [f"usage: hotseat {prefix + ' ' if prefix else ''}COMMAND …", ""]
    if not prefix:
        lines += [DESCRIPTION, ""]
    group = ""
    for command in COMMANDS:
        if prefix and not command.name.startswith(f"{prefix} "):
            continue
        if command.group != group:
            group = command.group
            lines.append(f"{group}:")
        lines.append(f"  {command.name:<12} {command.summary}")
    return "\n".join([*lines, "", FIRST_STEPS])


def version() -> str:
    """What `hotseat --version` prints."""
    return f"hotseat {hotseat.__version__}"

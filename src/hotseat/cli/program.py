"""The way into every command and out of it: arguments in, an exit code out, no traceback for a person to read."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from hotseat.cli.commands import COMMANDS
from hotseat.cli.exits import BROKEN, DONE, INTERRUPTED, PIPE_CLOSED, USAGE, Stop
from hotseat.cli.parser import overview, parser_for, version, wanted


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name (by default those of this process). Returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal of another encoding shows “?” for what it lacks, rather than ending the command.
            stream.reconfigure(errors="replace")
    try:
        code = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except Stop as stop:
        _complain(str(stop))
        return stop.code
    except KeyboardInterrupt:
        _complain("Interrupted.")
        return INTERRUPTED
    except BrokenPipeError:
        # The interpreter flushes once more when it ends; that must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except Exception as error:
        from hotseat.cli.crash import told

        _complain(told(error))
        return BROKEN
    return code


def _run(arguments: list[str]) -> int:
    arguments = arguments or ["serve"]
    first = arguments[0]
    command = wanted(arguments)
    if command is not None:
        options = parser_for(command).parse_args(arguments[len(command.name.split()) :])
        return int(import_module(command.module).run(options))
    if first in ("-h", "--help"):
        print(overview())
        return DONE
    if first == "--version":
        print(version())
        return DONE
    family = [name.partition(" ")[2] for name, *_ in COMMANDS if name.startswith(f"{first} ")]
    if family and arguments[1:] in ([], ["-h"], ["--help"]):
        print(overview(first), file=sys.stdout if arguments[1:] else sys.stderr)
        return DONE if arguments[1:] else USAGE
    _complain(_unknown(first, arguments[1:2], family))
    return USAGE


def _unknown(first: str, second: list[str], family: list[str]) -> str:
    """A sentence about a command that does not exist, with those that are near."""
    import difflib

    names = family or [name for name, *_ in COMMANDS]
    typed = " ".join(second) if family else first
    near = [f"`hotseat {first + ' ' if family else ''}{name}`" for name in difflib.get_close_matches(typed, names, n=2)]
    guess = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"There is no command {first + ' ' + typed if family else first!r}.{guess} `hotseat --help` lists them all."


def _complain(text: str) -> None:
    print(f"hotseat: {text}", file=sys.stderr)

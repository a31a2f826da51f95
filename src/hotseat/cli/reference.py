"""docs/commands.md, made from the parsers: `python -m hotseat.cli.reference > docs/commands.md`."""

import argparse
from collections.abc import Iterator

from hotseat.cli.commands import COMMANDS, Command
from hotseat.cli.parser import Parser, parser_for

HEAD = """\
# Commands

Made from the commands' own help by `python -m hotseat.cli.reference`; a test compares the two.

From a checkout, write `./hotseat` for `hotseat`: it sets itself up first. `hotseat` alone is `hotseat serve`. An item's id is
`area/slug`; the slug alone is enough where it is unique. `--json` prints one document with a `format_version`, alone on standard
output; messages go to standard error.

| exit code | meaning |
| --- | --- |
| 0 | done |
| 1 | the check that was asked for failed |
| 2 | usage: an argument, an unknown item, a path that is not there |
| 3 | Hotseat's own failure; the message says what was kept and, where it was not foreseen, names a log |
| 130, 141 | interrupted; whoever read the output stopped reading |

Environment: `HOTSEAT_HOME` is the folder for your data, `EDITOR` your editor, `NO_COLOR` switches colours off, and
`HOTSEAT_ALLOW_UNCONTAINED=1` lets programs run with your own rights where nothing contains them.
"""


def reference() -> str:
    """The whole page."""
    parts = [HEAD]
    group = ""
    for command in COMMANDS:
        if command.group != group:
            group = command.group
            parts.append(f"## {group}\n")
        parts.append("\n".join(_section(command, parser_for(command))))
    return "\n".join(parts)


def _section(command: Command, parser: Parser) -> Iterator[str]:
    actions = [action for action in parser._actions if not isinstance(action, argparse._HelpAction)]
    usage = " ".join(_usage(action) for action in sorted(actions, key=lambda one: bool(one.option_strings)))
    yield f"### `hotseat {command.name}{' ' + usage if usage else ''}`"
    yield ""
    yield parser.description or ""
    yield ""
    if actions:
        yield "| argument | what it is |"
        yield "| --- | --- |"
        yield from (f"| `{_name(action)}` | {action.help} |" for action in actions)
        yield ""
    examples = (parser.epilog or "").partition("\n")[2]
    yield "```sh"
    yield from (line.strip() for line in examples.splitlines())
    yield "```"
    yield ""


def _name(action: argparse.Action) -> str:
    if not action.option_strings:
        return str(action.metavar)
    value = "" if action.nargs == 0 else f" {_value(action)}"
    return f"{action.option_strings[0]}{value}"


def _value(action: argparse.Action) -> str:
    if action.choices:
        return "{" + ",".join(map(str, action.choices)) + "}"
    return str(action.metavar or action.dest.upper())


def _usage(action: argparse.Action) -> str:
    if action.option_strings:
        return _name(action) if action.required else f"[{_name(action)}]"
    name = str(action.metavar)
    return {"?": f"[{name}]", "*": f"[{name} …]"}.get(str(action.nargs), name)


if __name__ == "__main__":
    print(reference(), end="")

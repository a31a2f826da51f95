"""Asking a person in the terminal."""

import os
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from hotseat.cli.exits import Stop, UsageError
from hotseat.cli.terminal import markdown, say
from hotseat.rubric.probe import DrawnProbe, Truth, UnreadableAnswer

LONGEST_SPEECH = 32_767
EDITORS = ("nano", "vim", "vi")


class Left(Stop):
    """The person closed the input: nothing more can be asked."""

    code = 0


def line(prompt: str) -> str:
    """One line. Ends the command when the input is closed."""
    try:
        return input(f"{prompt} ").strip()
    except EOFError:
        raise Left("Nothing more was handed in. The attempt stays open: the same command goes on with it.") from None


def one_of(prompt: str, keys: Sequence[str], default: str = "") -> str:
    """One of the keys; an empty line is the default, where there is one."""
    while True:
        typed = line(prompt).casefold() or default
        chosen = [key for key in keys if typed and key.startswith(typed)]
        if len(chosen) == 1:
            return chosen[0]
        say(f"  Type one of {', '.join(keys)}.", "yellow")


def yes(prompt: str) -> bool:
    """Yes or no."""
    return one_of(f"{prompt} [y/n]", ("yes", "no")) == "yes"


def written(start: str, *, name: str) -> str:
    """A text written in the person's editor, with `start` in it. Ends the command when there is no editor."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or next(filter(shutil.which, EDITORS), None)
    if command is None:
        raise UsageError("No editor is set. Set EDITOR, for instance EDITOR=nano, and run the same command.")
    with tempfile.TemporaryDirectory(prefix="hotseat-") as folder:
        path = Path(folder, name)
        path.write_text(start, encoding="utf-8")
        try:
            subprocess.run([*shlex.split(command), str(path)], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise UsageError(f"The editor {command!r} did not work: {error}. The attempt stays open.") from None
        return path.read_text(encoding="utf-8", errors="replace")


def spoken() -> int:
    """Seconds that the person spoke for."""
    started = time.monotonic()
    line("Say your answer aloud. Press Enter when you are done.")
    return min(round(time.monotonic() - started), LONGEST_SPEECH)


def lines(prompt: str) -> str:
    """Several lines, up to one that is a full stop alone."""
    say(f"{prompt} End with a line that is a full stop alone.")
    typed: list[str] = []
    while (one := _raw()) != ".":
        typed.append(one)
    return "\n".join([*typed, ""])


def _raw() -> str:
    try:
        return input()
    except EOFError:
        return "."


def probe(drawn: DrawnProbe) -> tuple[str, ...]:
    """The person's answer to a probe, one text for each field; asked again while it has not the probe's form."""
    say()
    markdown(drawn.ask)
    if drawn.options:
        for number, option in enumerate(drawn.options, 1):
            say(f"  {number}. {option}")
    while True:
        try:
            answer = _answer(drawn)
            if not drawn.options:
                drawn.holds(answer, _any_truth(drawn))
            return answer
        except UnreadableAnswer as error:
            say(f"  {error}", "yellow")


def _answer(drawn: DrawnProbe) -> tuple[str, ...]:
    if drawn.probe.form == "choice":
        return _options(drawn, line("The number of the right one:"), one=True)
    if drawn.probe.form == "choices":
        return _options(drawn, line("The numbers of all that hold, as 1 3; nothing when none does:"), one=False)
    if drawn.probe.labels:
        return tuple(line(f"  {label}:") for label in drawn.probe.labels)
    return (line("Your answer:"),)


def _options(drawn: DrawnProbe, typed: str, *, one: bool) -> tuple[str, ...]:
    numbers = typed.replace(",", " ").split()
    known = {str(number): option for number, option in enumerate(drawn.options, 1)}
    if any(number not in known for number in numbers) or (one and len(numbers) != 1):
        raise UnreadableAnswer(f"Type {'a number' if one else 'numbers'} from 1 to {len(known)}.")
    return tuple(dict.fromkeys(known[number] for number in numbers))


def _any_truth(drawn: DrawnProbe) -> Truth:
    """A truth of the probe's form, to see whether an answer can be compared with one."""
    if drawn.probe.form == "line":
        return ""
    return [0] * len(drawn.probe.labels) if drawn.probe.labels else 0

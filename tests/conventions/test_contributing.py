"""A newcomer who types in what CONTRIBUTING.md says gets an item that is proved."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

GUIDE = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text()
COMMAND = re.compile(r"^(\./hotseat item|mv|cd) (.+?)(?: +#.*)?$", re.MULTILINE)
FILE = re.compile(r"^```\w+ (\S[^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def hotseat(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-m", "hotseat", *arguments], capture_output=True, text=True, check=False)


def test_the_first_item_of_the_guide_is_proved(tmp_path: Path) -> None:
    commands = [(name, shlex.split(rest)) for name, rest in COMMAND.findall(GUIDE)]
    (new,) = [rest for name, rest in commands if rest[0] == "new"]
    assert hotseat("item", *new, "--into", str(tmp_path)).returncode == 0
    folder = tmp_path / new[1]
    assert ("cd", [f"content/items/{new[1]}"]) in commands
    for name, rest in commands:
        if name == "mv":
            (folder / rest[0]).rename(folder / rest[1])
    uuid = re.findall(r'^uuid = "(.+)"$', (folder / "item.toml").read_text(), re.MULTILINE)[0]
    for names, text in FILE.findall(GUIDE):
        for written in names.split():
            assert (folder / written).is_file(), f"{written} is not among the files that were laid out"
            (folder / written).write_text(text.replace("THE ONE THAT YOU WERE GIVEN", uuid))

    for check in ("lint", "verify"):
        assert ("./hotseat item", [check, folder.name]) in commands
        done = hotseat("item", check, str(folder))
        assert done.returncode == 0, done.stdout + done.stderr


def test_every_package_is_in_the_guide() -> None:
    root = Path(__file__).parents[2]
    rows = "".join(re.findall(r"^\| (`[^|]+) \|", GUIDE, re.MULTILINE))
    named = {Path(name).name for name in re.findall(r"`([\w./]+)", rows)}

    packages = {path.parent.name for path in (root / "src" / "hotseat").glob("*/__init__.py")}
    assert packages <= named

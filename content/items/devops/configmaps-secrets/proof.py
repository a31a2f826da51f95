# %% Encoded is not encrypted
import base64
import hashlib
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hotseat.proof import chart, claim, probe, show

MANIFEST = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}, "data": {"password": "aHVudGVyMgo="}}


@claim("base64-hides-nothing")
def a_manifest_gives_the_secret_to_whoever_reads_it() -> bool:
    read = {name: base64.b64decode(value) for name, value in MANIFEST["data"].items()}
    tail = read["password"][-1:]
    show("read from the manifest, without any key", str(read))
    show("made by `echo hunter2 | base64`, it ends in a line feed", tail == b"\n")
    return read == {"password": b"hunter2\n"} and base64.b64encode(b"hunter2").decode() != MANIFEST["data"]["password"]


# %% Environment variables: a copy, made once, and handed on. Real processes
READER = "import os, sys; print(os.environ.get('DB_PASSWORD'), flush=True); sys.stdin.readline(); print(os.environ.get('DB_PASSWORD'), flush=True)"


def before_and_after() -> tuple[str, str]:
    """What a process sees of a value in its environment before and after the source has changed."""
    source = {"DB_PASSWORD": "old"}
    process = subprocess.Popen(
        [sys.executable, "-c", READER], env=os.environ | source, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    first = process.stdout.readline().strip()
    source["DB_PASSWORD"] = "new"
    process.stdin.write("\n")
    process.stdin.close()
    second = process.stdout.read().strip()
    process.stdout.close()
    process.wait()
    return first, second


@claim("environment-is-a-copy")
def a_running_process_keeps_what_it_was_started_with() -> bool:
    found = before_and_after()
    show("seen by a running process before and after the source changed", list(found))
    return found == ("old", "old")


def seen_by_a_tool(environment: dict[str, str]) -> list[str]:
    """What a program sees that the program starts, one that has nothing to do with the database."""
    tool = "import os; print(*[name for name in os.environ if name.startswith('DB_')])"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {tool!r}])"
    return subprocess.run(
        [sys.executable, "-c", parent], env=os.environ | environment, capture_output=True, text=True, check=True
    ).stdout.split()


@claim("children-inherit")
def what_a_process_starts_gets_its_environment() -> bool:
    found = seen_by_a_tool({"DB_PASSWORD": "hunter2"})
    show("variables of the database that a child of a child sees", found)
    return found == ["DB_PASSWORD"]


# %% Mounted files: a link that is swapped. Real files, in the form in which the kubelet writes them
VERSIONS = itertools.count(1)


@contextmanager
def volume(files: dict[str, str]) -> Iterator[Path]:
    """A folder like a mounted ConfigMap: each file is a link into `..data`, which is a link to a folder with a version."""
    with tempfile.TemporaryDirectory() as folder:
        mount = Path(folder, "mount")
        mount.mkdir()
        write(mount, files)
        for name in files:
            (mount / name).symlink_to(Path("..data", name))
        yield mount


def write(mount: Path, files: dict[str, str]) -> None:
    """Put a new version beside the old one, swap the link in one step, and remove the old one."""
    old = (mount / "..data").resolve() if (mount / "..data").exists() else None
    version = mount / f"..{next(VERSIONS)}"
    version.mkdir()
    for name, text in files.items():
        (version / name).write_text(text)
    (mount / "..data_tmp").symlink_to(version.name)
    os.replace(mount / "..data_tmp", mount / "..data")
    if old:
        shutil.rmtree(old)


def seen_after_an_update() -> dict[str, str]:
    """What each way of reading gives after the ConfigMap's value has gone from old to new."""
    with volume({"limit": "old"}) as mount:
        opened = (mount / "limit").open()
        pinned = mount.parent / "pinned"
        os.link((mount / "limit").resolve(), pinned)  # a mount with subPath holds on to one file, as this link does
        read_once = (mount / "limit").read_text()
        write(mount, {"limit": "new"})
        seen = {
            "the file is opened anew by its path": (mount / "limit").read_text(),
            "the file was opened before the change, and is read on": opened.read(),
            "the file is mounted with subPath, and opened anew": pinned.read_text(),
            "the value was read at the start and kept in a variable": read_once,
        }
        opened.close()
    seen["the value is an environment variable"] = before_and_after()[1]
    return seen


@probe
def pods_with_the_new_value(by_path: int, by_subpath: int, by_environment: int, restarted: int) -> int:
    seen = seen_after_an_update()
    ways = {
        "the file is opened anew by its path": by_path,
        "the file is mounted with subPath, and opened anew": by_subpath,
        "the value is an environment variable": by_environment,
    }
    return sum(count for way, count in ways.items() if seen[way] == "new") + restarted


@claim("only-a-path-follows")
def of_five_ways_one_sees_the_change() -> bool:
    seen = seen_after_an_update()
    for way, value in seen.items():
        show(way, value)
    return [way for way, value in seen.items() if value == "new"] == ["the file is opened anew by its path"]


def pairs(swap: bool) -> set[tuple[str, str]]:
    """(user, password) as read at every moment of an update, by a reader that opens both files in one go."""
    seen = set()
    with volume({"user": "ann", "password": "1"}) as mount:

        def look() -> None:
            seen.add(((mount / "user").read_text(), (mount / "password").read_text()))

        look()
        if swap:
            write(mount, {"user": "bob", "password": "2"})
        else:
            for name, text in {"user": "bob", "password": "2"}.items():
                (mount / name).resolve().write_text(text)
                look()
        look()
    return seen


def read_in_steps(steps: str, hold: bool) -> str:
    """User and password of a reader that reads the files at those steps; with `hold` it resolves the folder once, at the start."""
    found = {}
    with volume({"user": "ann", "password": "1"}) as mount:
        folder = (mount / "..data").resolve() if hold else mount
        for step in steps.split(", "):
            if step == "the swap":
                write(mount, {"user": "bob", "password": "2"})
                continue
            try:
                found[step] = (folder / step).read_text()
            except FileNotFoundError:
                return "an error: a file is not there"
    return f"{found['user']} and {found['password']}"


@probe
def pair_that_is_read(steps: str, reader: str) -> str:
    return read_in_steps(steps, hold=reader.startswith("resolves"))


@claim("all-files-change-together")
def a_swapped_link_never_shows_half_of_an_update() -> bool:
    swapped, written = pairs(swap=True), pairs(swap=False)
    between = "user, the swap, password"
    through_path, held = read_in_steps(between, hold=False), read_in_steps(between, hold=True)
    show("pairs seen while the link is swapped", sorted(map(str, swapped)))
    show("while the files are written one by one", sorted(map(str, written)))
    show("a reader that is between its two files when it is swapped; one that has resolved the folder", [through_path, held])
    return (
        swapped == {("ann", "1"), ("bob", "2")}
        and ("bob", "1") in written
        and through_path == "ann and 2"
        and held.startswith("an error")
    )


# %% What a change sets off: a model of pods and their template
def values_in_use(restarted: int, by_hash: bool, pods: int = 10) -> dict[str, int]:
    """Values in the environment of ten pods after the ConfigMap was edited and some pods were restarted for other reasons.

    With `by_hash` the ConfigMap's name ends in a hash of its content, and stands in the template: a change is a rollout.
    """
    before, after = {"limit": "old"}, {"limit": "new"}
    name = "settings-" + hashlib.sha256(json.dumps(before).encode()).hexdigest()[:8] if by_hash else "settings"
    next_name = "settings-" + hashlib.sha256(json.dumps(after).encode()).hexdigest()[:8] if by_hash else "settings"
    rolled_out = name != next_name
    fresh = pods if rolled_out else restarted
    return {"old": pods - fresh, "new": fresh}


@probe
def pods_with_the_old_value(restarted: int, name: str) -> int:
    return values_in_use(restarted, by_hash=name.startswith("ends in"))["old"]


@claim("an-edit-restarts-nothing")
def pods_of_one_template_run_with_different_values() -> bool:
    edited = [values_in_use(restarted, by_hash=False) for restarted in (0, 3, 10)]
    named = [values_in_use(restarted, by_hash=True) for restarted in (0, 3, 10)]
    show("values in ten pods after an edit and 0, 3, 10 restarts", [str(values) for values in edited])
    show("with a name from the content", [str(values) for values in named])
    chart(
        "Pods that run with the new value after an edit",
        [0.0, 3.0, 10.0],
        {
            "edited in place": [float(values["new"]) for values in edited],
            "named by content": [float(values["new"]) for values in named],
        },
        x_label="pods restarted for other reasons",
        y_label="pods",
    )
    return edited == [{"old": 10, "new": 0}, {"old": 7, "new": 3}, {"old": 0, "new": 10}] and named == [{"old": 0, "new": 10}] * 3

# %% A model of the build cache, not Docker: what has to run again
# Follows "Build cache invalidation" of Docker's documentation (read in 2026). Nothing is built here. Layers and signals below are real.
import fnmatch
import hashlib
import io
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field

from hotseat.proof import chart, claim, probe, show

type Files = dict[str, tuple[str, int]]  # path -> (content, modification time)


@dataclass
class Builder:
    """Remembers what it has built; `build` returns the instructions that had to run."""

    known: set[str] = field(default_factory=set)

    def build(
        self, dockerfile: str, context: Files, ignore: tuple[str, ...] = (), args: dict[str, str] | None = None
    ) -> list[str]:
        sent = {path: file for path, file in context.items() if not any(fnmatch.fnmatch(path, pattern) for pattern in ignore)}
        state, ran = "", []
        for instruction in dockerfile.strip().splitlines():
            state = hashlib.sha256(f"{state}|{self.key(instruction.strip(), sent, args or {})}".encode()).hexdigest()
            if state not in self.known:
                ran.append(instruction.strip())
                self.known.add(state)
        return ran

    def key(self, instruction: str, sent: Files, args: dict[str, str]) -> str:
        """What the cache compares: the text; for COPY the files' contents too, not their times; for ARG its value."""
        name, _, rest = instruction.partition(" ")
        if name == "COPY":
            source = rest.split()[0]
            copied = {
                path: content
                for path, (content, _) in sent.items()
                if source == "." or path == source or path.startswith(source + "/")
            }
            return f"{instruction}|{sorted(copied.items())}"
        if name == "ARG":
            return f"{instruction}|{args.get(rest, '')}"
        return instruction


CODE_FIRST = """
FROM python:3.13-slim
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
RUN python -m compileall .
CMD ["python", "app.py"]
"""
NEEDS_FIRST = """
FROM python:3.13-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
RUN python -m compileall .
CMD ["python", "app.py"]
"""
CONTEXT: Files = {
    "app.py": ("v1", 1),
    "requirements.txt": ("django", 1),
    "README.md": ("read me", 1),
    ".git/HEAD": ("abc", 1),
}
CHANGES = {
    "nothing": {},
    "app.py": {"app.py": ("v2", 2)},
    "requirements.txt": {"requirements.txt": ("django, celery", 2)},
    "a commit, which changes files in .git": {".git/HEAD": ("def", 2)},
    "the modification time of every file": {path: (content, 9) for path, (content, _) in CONTEXT.items()},
}


def rebuilt(dockerfile: str, change: Files, ignore: tuple[str, ...] = ()) -> list[str]:
    """The instructions that run when the context has changed since the last build."""
    builder = Builder()
    builder.build(dockerfile, CONTEXT, ignore)
    return builder.build(dockerfile, CONTEXT | change, ignore)


@probe
def instructions_run(order: str, change: str, ignore: str) -> int:
    dockerfile = CODE_FIRST if order.startswith("everything is copied") else NEEDS_FIRST
    return len(rebuilt(dockerfile, CHANGES[change], (".git/*",) if ignore == "lists .git" else ()))


@claim("order-decides-what-runs")
def what_changes_often_belongs_at_the_end() -> bool:
    orders = {"everything is copied first": CODE_FIRST, "requirements.txt is copied first": NEEDS_FIRST}
    found = {
        name: {change: rebuilt(order, CHANGES[change]) for change in ("nothing", "app.py", "requirements.txt")}
        for name, order in orders.items()
    }
    for name, runs in found.items():
        show(
            f"instructions that run again when nothing, app.py, requirements.txt changed: {name}",
            [len(ran) for ran in runs.values()],
        )
    installs = [any("pip" in line for line in runs["app.py"]) for runs in found.values()]
    return [[len(ran) for ran in runs.values()] for runs in found.values()] == [[0, 4, 4], [0, 3, 5]] and installs == [
        True,
        False,
    ]


@claim("contents-and-not-times")
def copy_compares_contents_of_what_is_sent() -> bool:
    touched = rebuilt(NEEDS_FIRST, CHANGES["the modification time of every file"])
    commit = rebuilt(NEEDS_FIRST, CHANGES["a commit, which changes files in .git"])
    ignored = rebuilt(NEEDS_FIRST, CHANGES["a commit, which changes files in .git"], (".git/*",))
    show(
        "instructions that run after: new times, a commit, a commit with .git in .dockerignore",
        [len(touched), len(commit), len(ignored)],
    )
    return [len(touched), len(commit), len(ignored)] == [0, 3, 0]


@claim("run-is-cached-by-its-text")
def the_world_outside_is_not_looked_at() -> bool:
    apart = "FROM debian\nRUN apt-get update\nRUN apt-get install -y {}"
    together = "FROM debian\nRUN apt-get update && apt-get install -y {}"
    again = []
    for dockerfile in (apart, together):
        builder = Builder()
        builder.build(dockerfile.format("curl"), {})
        again.append([builder.build(dockerfile.format(packages), {}) for packages in ("curl", "curl git")])
    updates = [[any("update" in line for line in ran) for ran in runs] for runs in again]
    argument = Builder()
    argument.build("FROM debian\nARG DAY\nRUN apt-get update", {}, args={"DAY": "1"})
    forced = argument.build("FROM debian\nARG DAY\nRUN apt-get update", {}, args={"DAY": "2"})
    show("the package index is fetched anew next month: same packages, a further package; in a RUN of its own", updates[0])
    show("in one RUN with the installation", updates[1])
    show("with a build argument that has changed before it", any("update" in line for line in forced))
    return updates == [[False, False], [False, True]] and len(forced) == 2


# %% Real layers: tar files, as the OCI image specification has them
type Tree = dict[str, tuple[bytes, int]]  # path -> (content, owner)


class Image:
    """Layers as real tar archives, each with what an instruction has added or changed, and whiteouts for what it removed."""

    def __init__(self) -> None:
        self.layers: list[bytes] = []
        self.tree: Tree = {}

    def run(self, after: Tree) -> None:
        """An instruction that leaves the file system like that."""
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as layer:
            for path, (content, owner) in after.items():
                if self.tree.get(path) != (content, owner):
                    entry = tarfile.TarInfo(path)
                    entry.size, entry.uid = len(content), owner
                    layer.addfile(entry, io.BytesIO(content))
            for path in self.tree.keys() - after.keys():
                folder, _, name = path.rpartition("/")
                layer.addfile(tarfile.TarInfo(f"{folder}/.wh.{name}" if folder else f".wh.{name}"))
        self.layers.append(archive.getvalue())
        self.tree = dict(after)

    def content(self) -> int:
        """Bytes of file contents in all layers, which is what is stored and pulled."""
        return sum(entry.size for layer in self.layers for entry in tarfile.open(fileobj=io.BytesIO(layer)))

    def find(self, name: str) -> list[bytes]:
        """Contents of every file of that name in any layer."""
        found = []
        for layer in self.layers:
            with tarfile.open(fileobj=io.BytesIO(layer)) as archive:
                found += [archive.extractfile(entry).read() for entry in archive if entry.name == name and entry.isfile()]
        return found


MIB = 1 << 20
STEPS = {
    "COPY archive (10 MB)": lambda tree: tree | {"archive": (b"a" * 10 * MIB, 0)},
    "RUN unpack archive (30 MB of files)": lambda tree: tree | {"app": (b"b" * 30 * MIB, 0)},
    "RUN rm archive": lambda tree: {path: file for path, file in tree.items() if path != "archive"},
    "RUN unpack archive && rm archive": lambda tree: {
        path: file for path, file in (tree | {"app": (b"b" * 30 * MIB, 0)}).items() if path != "archive"
    },
    "RUN fetch archive && unpack archive && rm archive": lambda tree: tree | {"app": (b"b" * 30 * MIB, 0)},
    "RUN chown -R app . (all files)": lambda tree: {path: (content, 1000) for path, (content, _) in tree.items()},
}


def megabytes(steps: str) -> int:
    image = Image()
    for step in steps.split("; "):
        image.run(STEPS[step](image.tree))
    return image.content() // MIB


@probe
def image_megabytes(steps: str) -> int:
    return megabytes(steps)


@claim("deleted-is-still-there")
def a_file_that_a_later_layer_removes_stays_in_the_earlier_one() -> bool:
    image = Image()
    image.run({"app": (b"program", 0)})
    image.run(image.tree | {"root/.netrc": (b"password hunter2", 0)})
    image.run({path: file for path, file in image.tree.items() if path != "root/.netrc"})
    gone = "root/.netrc" not in image.tree
    found = image.find("root/.netrc")
    show("the container sees the password", not gone)
    show("found in the layers", [content.decode() for content in found])
    return gone and found == [b"password hunter2"]


@claim("size-is-the-sum-of-layers")
def removing_later_saves_nothing_and_chown_copies() -> bool:
    plans = [
        "COPY archive (10 MB); RUN unpack archive (30 MB of files); RUN rm archive",
        "COPY archive (10 MB); RUN unpack archive && rm archive",
        "RUN fetch archive && unpack archive && rm archive",
        "RUN fetch archive && unpack archive && rm archive; RUN chown -R app . (all files)",
    ]
    found = [megabytes(plan) for plan in plans]
    for plan, size in zip(plans, found, strict=True):
        show(plan, size, "MB")
    chart(
        "Bytes in the image",
        ["three steps", "two steps", "one step", "one step, then chown"],
        {"MB": [float(size) for size in found]},
        x_label="how",
        y_label="MB",
        kind="bars",
    )
    return found == [40, 40, 30, 60]


# %% A shell in front: real processes and a real SIGTERM
PROGRAM = "import os, signal; signal.signal(signal.SIGTERM, lambda *_: (os.write(1, b'bye'), os._exit(0))); os.write(1, b'up\\n'); os.read(0, 1)"


def told_to_stop(command: str) -> str:
    """What the program prints when the process that was started gets SIGTERM; its input ends once that process is gone."""
    process = subprocess.Popen(
        ["/bin/sh", "-c", command, "sh", sys.executable, PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdin is not None
    process.stdout.readline()
    process.terminate()
    process.wait()
    process.stdin.close()
    said = process.stdout.read().strip()
    process.stdout.close()
    return said


@claim("a-shell-keeps-the-signal")
def a_shell_that_stays_does_not_pass_the_signal_on() -> bool:
    stays, replaced = told_to_stop('"$1" -c "$2"; exit $?'), told_to_stop('exec "$1" -c "$2"')
    alone = told_to_stop('"$1" -c "$2"')
    show("the program's farewell after SIGTERM, behind a shell that stays", stays or "none")
    show("started by exec in the shell", replaced)
    show("as the only command of the shell, on this machine", alone or "none")
    return (stays, replaced) == ("", "bye")

# %% A loader that counts how often it compiles
import _imp
import dis
import importlib.util
import marshal
import os
import py_compile
import subprocess
import sys
import types
from importlib.machinery import PathFinder, SourceFileLoader

from hotseat.proof import Outcome, claim, paired_ratio, probe, show

MODES = py_compile.PycInvalidationMode
OLD, NEW, LONGER = "answer = 'old'\n", "answer = 'new'\n", "answer = 'new'  # and longer\n"
START = 1_700_000_000
sys.dont_write_bytecode = False


class Counting(SourceFileLoader):
    """The import system's own loader for source files, with a count of its compilations."""

    compiled = 0

    def source_to_code(self, data, path, *, _optimize=-1):
        self.compiled += 1
        return super().source_to_code(data, path, _optimize=_optimize)


def write(path: str, text: str, mtime: float = START) -> str:
    """Write a source file with this time of last modification."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.utime(path, (mtime, mtime))
    return path


def cached(path: str) -> bytes | None:
    """The bytes of a module's .pyc, if there is one."""
    try:
        with open(importlib.util.cache_from_source(path), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def load(path: str) -> tuple[str, int]:
    """What `answer` is after an import as in a new process, and how often the source was compiled for it."""
    loader = Counting("module", path)
    namespace: dict[str, object] = {}
    exec(loader.get_code("module"), namespace)
    return str(namespace.get("answer")), loader.compiled


def fresh(name: str, mode: MODES = MODES.TIMESTAMP, text: str = OLD) -> str:
    """The path of a new module that has a .pyc of this kind."""
    path = write(f"{name}/module.py", text)
    py_compile.compile(path, doraise=True, invalidation_mode=mode)
    return path


# %% What is in the file
FUNCTION = "def total(rows):\n    return sum(row * 2 for row in rows)\nanswer = total(range(5))\n"


def instructions(code: types.CodeType) -> list[bytes]:
    """The instructions of a code object and of those inside it."""
    inner = [part for part in code.co_consts if isinstance(part, types.CodeType)]
    return [code.co_code, *(found for part in inner for found in instructions(part))]


@claim("header-and-code")
def sixteen_bytes_and_a_code_object() -> bool:
    path = write("layout/module.py", FUNCTION)
    imports = [load(path), load(path)]
    data = cached(path)
    flags, mtime, size = (int.from_bytes(data[at : at + 4], "little") for at in (4, 8, 12))
    stored, compiled = instructions(marshal.loads(data[16:])), instructions(compile(FUNCTION, path, "exec"))
    show("name of the file", os.path.basename(importlib.util.cache_from_source(path)))
    show("header: flags, time of the source, size of the source", [flags, mtime, size])
    show("compilations: first import, second", [count for _, count in imports])
    show("code objects in it, bytes of instructions", [len(stored), sum(map(len, stored))])
    header = data[:4] == importlib.util.MAGIC_NUMBER and [flags, mtime, size] == [0, START, len(FUNCTION)]
    return header and stored == compiled and len(stored) == 3 and imports == [("20", 1), ("20", 0)]


LARGE = "".join(f"def f{n}(a, b={n}):\n    c = [a + b * i for i in range({n})]\n    return c, a\n" for n in range(100))


@claim("loading-beats-compiling")
def loading_takes_a_fraction_of_compiling() -> Outcome:
    stored = marshal.dumps(compile(LARGE, "module.py", "exec"))
    ratio = paired_ratio(lambda: compile(LARGE, "module.py", "exec"), lambda: marshal.loads(stored), rounds=15)
    show("compiling 100 functions ÷ loading their code", str(ratio))
    return ratio.above(3)


# %% When it is used
EDITS = {
    "same length, same modification time": (NEW, START),
    "same length, modified 0.9 seconds later, within the same whole second": (NEW, START + 0.9),
    "same length, modification time one second later": (NEW, START + 1),
    "same length, modification time a day earlier": (NEW, START - 86_400),
    "longer, same modification time": (LONGER, START),
}


def after_edit(mode: MODES, edit: str) -> str:
    """Which answer an import gives when the source was edited after its .pyc had been written."""
    path = fresh("edited", mode)
    write(path, *EDITS[edit])
    return load(path)[0]


def seen(mode: MODES) -> list[str]:
    """The edits after which the new code runs."""
    return [edit for edit in EDITS if after_edit(mode, edit) == "new"]


@claim("time-and-size-decide")
def an_edit_of_the_same_size_and_second_is_not_seen() -> bool:
    found = seen(MODES.TIMESTAMP)
    show("edits that are seen", found)
    return found == list(EDITS)[2:]


@claim("hash-checked-or-not")
def a_checked_hash_sees_every_edit_and_an_unchecked_one_none() -> bool:
    checked, unchecked = seen(MODES.CHECKED_HASH), seen(MODES.UNCHECKED_HASH)
    show("of five edits, seen by a checked hash, by an unchecked hash", [len(checked), len(unchecked)])
    return checked == list(EDITS) and unchecked == []


@claim("time-is-in-the-file")
def two_checkouts_differ_by_their_times() -> bool:
    different = {}
    for mode in (MODES.TIMESTAMP, MODES.CHECKED_HASH):
        files = set()
        for mtime in (START, START + 60):
            path = write("checkout/module.py", OLD, mtime)
            py_compile.compile(path, doraise=True, invalidation_mode=mode)
            files.add(cached(path))
        different[mode.name] = len(files)
    show("different .pyc files of one source, checked out twice", str(different))
    return different == {"TIMESTAMP": 2, "CHECKED_HASH": 1}


@claim("other-version-is-recompiled")
def a_foreign_magic_number_means_compile() -> bool:
    path = fresh("foreign")
    place = importlib.util.cache_from_source(path)
    with open(place, "r+b") as file:
        file.write((int.from_bytes(importlib.util.MAGIC_NUMBER[:2], "little") - 1).to_bytes(2, "little"))
    first, second = load(path), load(path)
    show("compilations with another version's .pyc: first import, second", [first[1], second[1]])
    return first == ("old", 1) and second == ("old", 0)


@claim("needs-its-source")
def a_cache_alone_is_not_imported() -> bool:
    path = fresh("alone")
    os.remove(path)
    in_cache = PathFinder.find_spec("module", ["alone"])
    beside = fresh("beside")
    os.replace(importlib.util.cache_from_source(beside), "beside/module.pyc")
    os.remove(beside)
    moved = PathFinder.find_spec("module", ["beside"])
    show(
        "found without its source: in __pycache__, in the source's place",
        [in_cache is not None and bool(in_cache.loader), bool(moved)],
    )
    return (in_cache is None or in_cache.loader is None) and moved is not None and moved.origin.endswith("module.pyc")


# %% What is cached: imported modules, not the script, and nothing under -B
def in_processes(modules: int, options: list[list[str]]) -> list[int]:
    """Compilations of imported modules over several runs of one script, and the .pyc files that are there in the end."""
    names = [f"part{number}" for number in range(modules)]
    for folder, _, files in os.walk("program", topdown=False):
        for file in files:
            os.remove(os.path.join(folder, file))
    for name in names:
        write(f"program/{name}.py", "import os\n")
    write("program/app.py", f"import {', '.join(names)}\n")
    compiled = 0
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    for option in options:
        run = [sys.executable, "-v", "-S", *option, "app.py"]
        done = subprocess.run(run, cwd="program", env=clean, capture_output=True, text=True, check=True)
        compiled += sum(
            "# code object from" in line and "part" in line and ".pyc" not in line for line in done.stderr.splitlines()
        )
    left = sum(file.endswith(".pyc") for _, _, files in os.walk("program") for file in files)
    return [compiled, left]


@claim("imports-are-cached")
def the_script_is_not_cached() -> bool:
    plain, unsaved = in_processes(2, [[], []]), in_processes(2, [["-B"], ["-B"]])
    show("a script and two modules, run twice: compilations of the modules, .pyc files", plain)
    show("the same with -B", unsaved)
    return plain == [2, 2] and unsaved == [4, 0]


# %% What the compiler has done, and what -O takes out
def body(source: str) -> types.CodeType:
    """The code object of the function that a source defines."""
    return next(part for part in compile(source, "m", "exec").co_consts if isinstance(part, types.CodeType))


@claim("constants-are-folded")
def the_compiler_computes_with_constants() -> bool:
    folded = body("def day(): return 24 * 60 * 60")
    kept = body("HOUR = 3600\ndef day(): return 24 * HOUR")
    operations = [sum(found.opname.startswith("BINARY") for found in dis.get_instructions(code)) for code in (folded, kept)]
    show("multiplications left to do at each call: of literals, with a name", operations)
    return operations == [0, 1] and any(found.argval == 86_400 for found in dis.get_instructions(folded))


WATCHED = """
def f():
    "a docstring"
def report(what):
    ran.append(what)
    return True
assert report("assert")
if __debug__:
    report("if __debug__")
if not __debug__:
    report("if not __debug__")
if f.__doc__:
    report("docstring")
report("call")
"""
PARTS = {
    "assert": "the call in `assert report(\"assert\")`",
    "if __debug__": "the body of `if __debug__:`",
    "if not __debug__": "the body of `if not __debug__:`",
    "docstring": "the body of `if f.__doc__:`, where f has a docstring",
    "call": "a plain call",
}  # fmt: skip


def ran(optimize: int) -> list[str]:
    """The parts of a module that run when it is compiled with this level of optimisation."""
    found: list[str] = []
    exec(compile(WATCHED, "m", "exec", optimize=optimize), {"ran": found})
    return found


@claim("optimising-changes-behaviour")
def asserts_and_docstrings_go() -> bool:
    levels = [ran(level) for level in (0, 1, 2)]
    names = [os.path.basename(importlib.util.cache_from_source("m.py", optimization=level)) for level in ("", 1, 2)]
    show("run with -OO", levels[2])
    show("file names", names)
    asserts = ["assert" in level for level in levels]
    docs = ["docstring" in level for level in levels]
    return asserts == [True, False, False] and docs == [True, True, False] and len(set(names)) == 3


@claim("text-is-readable")
def literals_and_names_stand_in_the_file() -> bool:
    path = fresh("secret", text="def connect(retries):\n    password = 'tr0ub4dor'\n    return password, retries\nanswer = 1\n")
    data = cached(path)
    found = [word for word in (b"tr0ub4dor", b"password", b"retries", b"connect") if word in data]
    show("found as plain bytes in the .pyc", [word.decode() for word in found])
    return len(found) == 4


# %% The questions' truths
KINDS = {"timestamp, the default": MODES.TIMESTAMP, "checked-hash": MODES.CHECKED_HASH, "unchecked-hash": MODES.UNCHECKED_HASH}


@probe
def edits_seen(kind: str, option: str) -> list[str]:
    before, _imp.check_hash_based_pycs = _imp.check_hash_based_pycs, option
    try:
        found = seen(KINDS[kind])
    finally:
        _imp.check_hash_based_pycs = before
    path = fresh("deleted", KINDS[kind])
    os.remove(importlib.util.cache_from_source(path))
    write(path, NEW)
    return [*found, *(["same length, same time, but the .pyc was deleted too"] if load(path)[0] == "new" else [])]


RUNS = {
    "plainly each time": lambda runs: [[]] * runs,
    "with -B each time": lambda runs: [["-B"]] * runs,
    "with -B the first time and plainly afterwards": lambda runs: [["-B"]] + [[]] * (runs - 1),
    "with -O the first time and plainly afterwards": lambda runs: [["-O"]] + [[]] * (runs - 1),
}


@probe
def compilations(modules: int, runs: int, how: str) -> list[int]:
    return in_processes(modules, RUNS[how](runs))


@probe
def parts_that_run(level: str) -> list[str]:
    return [PARTS[part] for part in ran({"no option": 0, "-O": 1, "-OO": 2}[level])]

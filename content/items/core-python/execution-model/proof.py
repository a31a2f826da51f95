# %% A whole file is compiled before its first line runs
import dis
import os
import subprocess
import sys
import sysconfig
import types

from hotseat.proof import Outcome, claim, probe, show

FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))


def printed(fault: str, before: int, after: int) -> tuple[int, str]:
    """How many of the printing lines around a faulty one run, and what ended the program."""
    out: list[int] = []
    lines = [f"printed({number})" for number in range(before + after)]
    source = "\n".join([*lines[:before], fault, *lines[before:]])
    try:
        exec(compile(source, "app.py", "exec"), {"printed": out.append})
    except Exception as error:
        return len(out), type(error).__name__
    return len(out), "nothing"


MALFORMED = ["total = = 1", "return 1", "def f():\n    nonlocal x", "for n in range(3):\nprint(n)"]
UNDEFINED = ["undefined", "print(undefined)", "class Thing:\n    field = undefined", "def f(x=undefined): pass"]
NOT_REACHED = ["def f(): return undefined", "if False:\n    undefined", "f = lambda: undefined"]


@claim("compiled-as-a-whole")
def what_cannot_be_compiled_stops_the_first_line() -> bool:
    sizes = [(1, 0), (10, 5), (500, 1)]
    malformed = [printed(fault, before, after)[0] for fault in MALFORMED for before, after in sizes]
    undefined = [printed(fault, before, after) == (before, "NameError") for fault in UNDEFINED for before, after in sizes]
    unreached = [printed(fault, *size) == (sum(size), "nothing") for fault in NOT_REACHED for size in sizes]
    show("most lines that ran in a file with a fault in its syntax", max(malformed))
    show("ten lines, an undefined name, five lines: how many ran", printed(UNDEFINED[0], 10, 5)[0])
    show("the same with the undefined name in a function that is not called", printed(NOT_REACHED[0], 10, 5)[0])
    return set(malformed) == {0} and all(undefined) and all(unreached)


# %% The compiler decides where a name is looked for
def compiled(source: str) -> types.FunctionType:
    """The function `f` that a source defines. Nothing in it has been called."""
    namespace: dict[str, object] = {"limit": 10}
    exec(source, namespace)
    return namespace["f"]


def found_in(function: types.FunctionType, name: str) -> str:
    """Where the first instruction that loads a name looks for it. Nothing is run."""
    instructions = dis.get_instructions(function)
    load = next(found.opname for found in instructions if found.argval == name and found.opname.startswith("LOAD"))
    places = {"LOAD_FAST": "its own frame", "LOAD_DEREF": "an enclosing function", "LOAD_GLOBAL": "the module"}
    return next(place for opname, place in places.items() if load.startswith(opname))


BINDING = ["if False:\n        limit = 1", "return\n    limit = 1", "for limit in (): pass", "import os as limit",
           "del limit", "limit: int", "def limit(): pass", "(limit := 1)", "limit += 1",
           "try: pass\n    except E as limit: pass"]  # fmt: skip
NOT_BINDING = ["limit.field = 1", "limit[0] = 1", "[limit for limit in ()]", "lambda limit: limit", "print(limit)",
               "class C:\n        limit = 1"]  # fmt: skip


def reader(later: str) -> str:
    """A function that reads `limit` and goes on with a statement that it may never reach."""
    return f"def f():\n    first = limit\n    {later}\n    return first\n"


@claim("binding-makes-it-local")
def a_binding_anywhere_in_the_body_makes_the_name_local() -> bool:
    bound = {statement: found_in(compiled(reader(statement)), "limit") for statement in BINDING}
    others = {statement: found_in(compiled(reader(statement)), "limit") for statement in NOT_BINDING}
    show("statements that make the name local", len([1 for where in bound.values() if where == "its own frame"]))
    show("statements that leave it to the module", len([1 for where in others.values() if where != "its own frame"]))
    return set(bound.values()) == {"its own frame"} and set(others.values()) == {"the module"}


def reading(later: str) -> str:
    """What the first line of such a function gives when it is called."""
    try:
        return str(compiled(reader(later))())
    except Exception as error:
        return type(error).__name__


@claim("first-line-fails")
def the_line_before_the_binding_fails() -> bool:
    results = {statement: reading(statement) for statement in BINDING}
    show("reading the name first, with each of the bindings after it", sorted(set(results.values())))
    return set(results.values()) == {"UnboundLocalError"} and reading("print()") == "10"


# %% The value is looked up when the line runs
@claim("looked-up-late")
def a_global_is_looked_up_at_each_call() -> bool:
    namespace: dict[str, object] = {}
    exec("def f(): return len([1, 2])", namespace)
    f = namespace["f"]
    results = [f()]
    for step in ("def len(x): return 'ours'", "len = lambda x: 'changed'", "del len"):
        exec(step, namespace)
        results.append(f())
    show("the same call, as the module gains, changes and loses its own `len`", [str(result) for result in results])
    return results == [2, "ours", "changed", 2]


# %% `def` and `class` are statements that run
FACTORY = """
def make(count):
    functions = []
    for number in range(count):
        def step(start=default()):
            body()
        functions.append(step)
    return functions
"""


def counted(definitions: int, calls: int) -> list[int]:
    """Code objects, function objects, defaults evaluated, bodies run, after a `def` in a loop and calls of each function."""
    defaults: list[int] = []
    bodies: list[int] = []
    namespace = {"default": lambda: defaults.append(1), "body": lambda: bodies.append(1)}
    exec(FACTORY, namespace)
    functions = namespace["make"](definitions)
    for function in functions:
        for _ in range(calls):
            function()
    codes = {id(function.__code__) for function in functions}
    return [len(codes), len({id(function) for function in functions}), len(defaults), len(bodies)]


@claim("def-runs-each-time")
def one_code_object_many_functions() -> bool:
    found = {(definitions, calls): counted(definitions, calls) for definitions in (1, 3, 50) for calls in (0, 2)}
    show("def run 3 times, each function called twice: code objects, functions, defaults, bodies", found[3, 2])
    return all(counts == [1, made, made, made * calls] for (made, calls), counts in found.items())


# %% A module's body runs once for each name
APP = "import sys\nprint('body')\nregistry = []\nif __name__ == '__main__':\n    {start}\n    print(len(registry))\n"
PLUGIN = "import {name}\n{name}.registry.append('a plug-in')\n"


def run_app(start: str = "import one, two", name: str = "app", command: tuple[str, ...] = ("app.py",)) -> list[str]:
    """What a program prints whose plug-ins `one` and `two` import it to register themselves."""
    os.makedirs("plugins", exist_ok=True)
    files = {"app.py": APP.format(start=start), "one.py": PLUGIN.format(name=name), "two.py": PLUGIN.format(name=name),
             "table.py": "print('table')\nregistry = []\n"}  # fmt: skip
    for path, text in files.items():
        with open(os.path.join("plugins", path), "w", encoding="utf-8") as file:
            file.write(text)
    run = subprocess.run([sys.executable, "-S", "-B", *command], cwd="plugins", capture_output=True, text=True, check=True)
    return run.stdout.split()


@claim("body-runs-once-per-name")
def the_second_import_runs_nothing() -> bool:
    separate = run_app(start="import one, two; from table import registry", name="table")
    show("printed when two plug-ins import a module of its own", separate)
    return separate == ["body", "table", "2"]


@claim("script-and-module-are-two")
def the_script_is_imported_again() -> bool:
    twice = run_app()
    as_module = run_app(command=("-m", "app"))
    show("printed when two plug-ins import the script", twice)
    return twice == as_module == ["body", "body", "0"]


# %% Instructions that ran often are exchanged for special ones
def added(first: object, second: object) -> object:
    return first + second


def addition_now(function: types.FunctionType) -> str:
    """The instruction that adds, as the interpreter has it at this moment."""
    instructions = dis.get_instructions(function, adaptive=True)
    return next(found.opname for found in instructions if found.opname.startswith("BINARY_OP"))


@claim("specialises-and-goes-back")
def the_addition_follows_the_types_that_it_sees() -> bool | Outcome:
    history = []
    for pair in ((1, 2), ("a", "b"), (1.5, 2.5)):
        for _ in range(5000):
            added(*pair)
        history.append(addition_now(added))
    mixed = [added(1, 2), added("a", "b"), added([1], [2])]
    show("the adding instruction after 5000 calls with int, then str, then float", history)
    if FREE_THREADED:
        return Outcome.UNSHOWN
    written = [found.opname for found in dis.get_instructions(added) if found.opname.startswith("BINARY_OP")]
    special = ["BINARY_OP_ADD_INT", "BINARY_OP_ADD_UNICODE", "BINARY_OP_ADD_FLOAT"]
    return history == special and written == ["BINARY_OP"] and mixed == [3, "ab", [1, 2]]


# %% The questions' truths
@probe
def lines_printed(fault: str, before: int, after: int) -> int:
    return printed(fault.replace("\\n", "\n"), before, after)[0]


@probe
def what_the_call_gives(later: str) -> str:
    result = reading(later)
    if result in ("10", "UnboundLocalError", "SyntaxError"):
        return {"10": "it returns 10", "SyntaxError": "SyntaxError, before anything runs"}.get(result, result)
    return "another error, from the added line"


@probe
def runs(definitions: int, calls: int) -> list[int]:
    return counted(definitions, calls)


@probe
def registered(start: str, name: str) -> list[int]:
    printed = run_app(start=start, name=name)
    return [printed.count("body"), int(printed[-1])]

# %% What is measured: lines and branches of a small program
import ast
import copy
import itertools
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from hotseat.proof import chart, claim, probe, show

DISCOUNT = '''\
def discount(total, member, code):
    """Cents off: a tenth from 100.00 on, 5.00 for members, twice that with a code, never more than half of the total."""
    off = 0
    if total >= 10_000:
        off += total // 10
    if member:
        off += 500
    if code == "TWICE":
        off *= 2
    return min(off, total // 2)
'''


def load(source: str | ast.Module, name: str) -> Callable:
    """The function of that name in a program."""
    module: dict[str, object] = {}
    exec(compile(source, "<program>", "exec"), module)
    return module[name]


def executable(code: types.CodeType) -> set[int]:
    """The lines of a function's body that have code, its `def` line left out."""
    return {line for _, _, line in code.co_lines() if line and line != code.co_firstlineno}


def lines_run(function: Callable, run: Callable[[Callable], object]) -> set[int]:
    """The lines of the function that run, by the interpreter's own events."""
    seen: set[int] = set()
    events, tool = sys.monitoring, sys.monitoring.COVERAGE_ID
    events.use_tool_id(tool, "proof")
    try:
        events.register_callback(tool, events.events.LINE, lambda code, line: seen.add(line))
        events.set_local_events(tool, function.__code__, events.events.LINE)
        try:
            run(function)
        finally:
            events.set_local_events(tool, function.__code__, 0)
    finally:
        events.free_tool_id(tool)
    return seen & executable(function.__code__)


class Decide(ast.NodeTransformer):
    """Reports which way every `if` goes."""

    def __init__(self) -> None:
        self.count = 0

    def visit_If(self, node: ast.If) -> ast.If:
        self.generic_visit(node)
        node.test = ast.Call(ast.Name("decided", ast.Load()), [ast.Constant(self.count), node.test], [])
        self.count += 1
        return node


def decisions(source: str, name: str, run: Callable[[Callable], object]) -> tuple[set[tuple[int, bool]], int, set[tuple]]:
    """The branches taken, as (which if, which way), how many branches there are, and the paths taken."""
    tree = Decide()
    module = ast.fix_missing_locations(tree.visit(ast.parse(source)))
    taken: set[tuple[int, bool]] = set()
    paths: set[tuple] = set()
    path: list[tuple[int, bool]] = []

    def decided(which: int, value: object) -> object:
        taken.add((which, bool(value)))
        path.append((which, bool(value)))
        return value

    function = load(module, name)
    function.__globals__["decided"] = decided

    def traced(*arguments: object) -> object:
        path.clear()
        try:
            return function(*arguments)
        finally:
            paths.add(tuple(path))

    run(traced)
    return taken, 2 * tree.count, paths


@dataclass(frozen=True)
class Covered:
    """Shares of lines and branches, in percent."""

    lines: int
    branches: int


def covered(source: str, name: str, run: Callable[[Callable], object]) -> Covered:
    function = load(source, name)
    taken, branches, _ = decisions(source, name, run)
    lines = 100 * len(lines_run(function, run)) // len(executable(function.__code__))
    return Covered(lines, 100 * len(taken) // branches if branches else 100)


# %% Four suites that run everything
CASES = [(20_000, True, "TWICE"), (4_000, False, None)]


def just_runs(discount: Callable) -> None:
    """No assertion at all."""
    for arguments in CASES:
        discount(*arguments)


def checks_the_type(discount: Callable) -> None:
    for arguments in CASES:
        assert isinstance(discount(*arguments), int)


def checks_typical_values(discount: Callable) -> None:
    """A value for each case that came to mind."""
    assert discount(20_000, True, "TWICE") == 5_000
    assert discount(4_000, False, None) == 0


def checks_the_edges(discount: Callable) -> None:
    """Each rule alone, on both sides of its edge, and where it meets the next."""
    assert discount(9_999, False, None) == 0
    assert discount(10_000, False, None) == 1_000
    assert discount(10_019, False, None) == 1_001
    assert discount(20_000, True, "TWICE") == 5_000
    assert discount(4_000, True, None) == 500
    assert discount(10_000, False, "TWICE") == 2_000
    assert discount(10_000, False, "OTHER") == 1_000
    assert discount(600, True, None) == 300
    assert discount(4_000, False, "TWICE") == 0


SUITES = {
    "runs everything, asserts nothing": just_runs,
    "asserts the type": checks_the_type,
    "asserts typical values": checks_typical_values,
    "asserts each rule at its edges": checks_the_edges,
}


# %% Mutants: one small change each
COMPARISONS = {ast.GtE: ast.Gt, ast.Gt: ast.GtE, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
ARITHMETIC = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult}
BOOLEAN = {ast.And: ast.Or, ast.Or: ast.And}
SIGNS = {
    ast.GtE: ">=", ast.Gt: ">", ast.Lt: "<", ast.LtE: "<=", ast.Eq: "==", ast.NotEq: "!=",
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//", ast.And: "and", ast.Or: "or",
}  # fmt: skip


def changes(node: ast.AST) -> Iterator[tuple[str, Callable[[ast.AST], None]]]:
    """Small changes of one node: what each is called, and how it is made."""

    def swap(name: str, table: dict) -> Iterator[tuple[str, Callable[[ast.AST], None]]]:
        operator = getattr(node, name)
        if type(operator) in table:
            other = table[type(operator)]
            yield f"{SIGNS[type(operator)]} becomes {SIGNS[other]}", lambda it: setattr(it, name, other())

    match node:
        case ast.Compare():
            operator = type(node.ops[0])
            other = COMPARISONS[operator]
            yield f"{SIGNS[operator]} becomes {SIGNS[other]}", lambda it: it.ops.__setitem__(0, other())
        case ast.BinOp() | ast.AugAssign():
            yield from swap("op", ARITHMETIC)
        case ast.BoolOp():
            yield from swap("op", BOOLEAN)
        case ast.Constant(value=int() as number) if not isinstance(number, bool):
            yield f"{number} becomes {number + 1}", lambda it: setattr(it, "value", number + 1)
        case ast.If():
            yield "the condition is negated", lambda it: setattr(it, "test", ast.UnaryOp(ast.Not(), it.test))
        case ast.Return():
            yield "returns None", lambda it: setattr(it, "value", ast.Constant(None))
        case ast.Name(id="min"):
            yield "min becomes max", lambda it: setattr(it, "id", "max")


@dataclass(frozen=True)
class Mutant:
    """A program with one change."""

    line: int
    change: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"line {self.line}: {self.change}"


def mutants(source: str) -> list[Mutant]:
    tree = ast.parse(source)
    made = []
    for index, node in enumerate(ast.walk(tree)):
        for change, apply in changes(node):
            other = copy.deepcopy(tree)
            apply(list(ast.walk(other))[index])
            made.append(Mutant(node.lineno, change, ast.fix_missing_locations(other)))
    return sorted(made, key=lambda mutant: (mutant.line, mutant.change))


def survivors(source: str, name: str, suite: Callable[[Callable], object]) -> list[Mutant]:
    """The mutants with which the suite still passes."""
    left = []
    for mutant in mutants(source):
        try:
            suite(load(mutant.tree, name))
        except Exception:
            continue
        left.append(mutant)
    return left


@claim("full-coverage-catches-nothing")
def every_line_and_branch_runs_and_no_mutant_is_caught() -> bool:
    suite = just_runs
    full, left, every = covered(DISCOUNT, "discount", suite), survivors(DISCOUNT, "discount", suite), mutants(DISCOUNT)
    show("lines and branches covered, percent", [full.lines, full.branches])
    show("mutants that survive, of all", [len(left), len(every)])
    return full == Covered(100, 100) and len(left) == len(every) == 18


@claim("same-coverage-other-power")
def four_suites_with_full_coverage_catch_from_none_to_all() -> bool:
    total = len(mutants(DISCOUNT))
    killed = {name: total - len(survivors(DISCOUNT, "discount", suite)) for name, suite in SUITES.items()}
    full = {covered(DISCOUNT, "discount", suite) for suite in SUITES.values()}
    chart(
        "Mutants caught by four suites, each with 100 % of lines and branches",
        list(killed),
        {"caught, of 18": list(killed.values())},
        x_label="suite",
        y_label="mutants",
        kind="bars",
    )
    left = survivors(DISCOUNT, "discount", checks_typical_values)
    show("survivors of the typical values", [str(mutant) for mutant in left])
    return full == {Covered(100, 100)} and list(killed.values()) == [0, 1, 14, 18]


ONE_CASE = {
    "discount(20_000, True, 'TWICE') == 5_000": ((20_000, True, "TWICE"), 5_000),
    "discount(600, True, None) == 300": ((600, True, None), 300),
    "discount(10_000, False, None) == 1_000": ((10_000, False, None), 1_000),
    "discount(4_000, False, None) == 0": ((4_000, False, None), 0),
    "discount(10_000, False, 'TWICE') == 2_000": ((10_000, False, "TWICE"), 2_000),
    "discount(4_000, True, None) == 500": ((4_000, True, None), 500),
}


def asserting(name: str) -> Callable[[Callable], None]:
    """A suite of one assertion."""
    arguments, expected = ONE_CASE[name]

    def suite(function: Callable) -> None:
        assert function(*arguments) == expected

    return suite


@probe
def survive(assertion: str) -> list[str]:
    asked = {
        "line 3: 0 becomes 1",
        "line 4: >= becomes >",
        "line 5: 10 becomes 11",
        "line 7: 500 becomes 501",
        "line 9: 2 becomes 3",
        "line 10: 2 becomes 3",
        "line 10: min becomes max",
    }
    return [str(mutant) for mutant in survivors(DISCOUNT, "discount", asserting(assertion)) if str(mutant) in asked]


@claim("not-run-not-tested")
def a_mutant_on_a_line_that_no_test_runs_always_survives() -> bool:
    missed = caught_there = 0
    for name in ONE_CASE:
        suite = asserting(name)
        run = lines_run(load(DISCOUNT, "discount"), suite)
        left = {str(mutant) for mutant in survivors(DISCOUNT, "discount", suite)}
        unseen = [str(mutant) for mutant in mutants(DISCOUNT) if mutant.line not in run]
        missed += len(unseen)
        caught_there += sum(mutant not in left for mutant in unseen)
    show("mutants on lines that a suite does not run, over six suites; caught", [missed, caught_there])
    return missed > 10 and caught_there == 0


@claim("missing-code-has-no-lines")
def nothing_measures_a_rule_that_nobody_wrote() -> bool:
    suite = checks_the_edges
    function = load(DISCOUNT, "discount")
    left = survivors(DISCOUNT, "discount", suite)
    surcharge = function(-1_000, False, None)
    show("coverage in percent, surviving mutants", [covered(DISCOUNT, "discount", suite).branches, len(left)])
    show("discount of a total of -10.00, which should be refused", surcharge)
    return not left and surcharge < 0


# %% Lines, branches, conditions, paths
def program(shape: str, ifs: int) -> str:
    """A function of so many flags, with an `if` for each: one after the other, or each inside the one before."""
    lines, depth = ["def f(*flags):", "    x = 0"], 1
    for number in range(ifs):
        lines += [f"{'    ' * depth}if flags[{number}]:", f"{'    ' * (depth + 1)}x += {2**number}"]
        depth += shape == "nested"
    return "\n".join([*lines, "    return x", ""])


def tests(flags: str) -> Callable[[Callable], None]:
    """Calls for texts like "TFT FFF": one call for each word, a flag for each letter."""

    def run(function: Callable) -> None:
        for word in flags.split():
            function(*(letter == "T" for letter in word))

    return run


@probe
def three_measures(calls: str) -> list[int]:
    """Lines, branches and paths that the calls cover, of three `if`s in sequence."""
    source = program("in sequence", 3)
    taken, _, paths = decisions(source, "f", tests(calls))
    return [len(lines_run(load(source, "f"), tests(calls))), len(taken), len(paths)]


@claim("all-lines-half-the-branches")
def one_call_runs_every_line_and_half_the_branches() -> bool:
    rows = {ifs: covered(program("in sequence", ifs), "f", tests("T" * ifs)) for ifs in (1, 2, 3, 6)}
    show("lines and branches covered by one call, for 1, 2, 3 and 6 ifs without else", [str(row) for row in rows.values()])
    return all(row == Covered(100, 50) for row in rows.values())


def fewest(shape: str, ifs: int) -> tuple[int, int]:
    """The fewest calls that take every branch, and that take every path."""
    source = program(shape, ifs)
    by_path: dict[tuple, set] = {}
    for word in map("".join, itertools.product("TF", repeat=ifs)):
        taken, every, paths = decisions(source, "f", tests(word))
        by_path[next(iter(paths))] = taken
    for calls in range(1, len(by_path) + 1):
        if any(len(set().union(*chosen)) == every for chosen in itertools.combinations(by_path.values(), calls)):
            return calls, len(by_path)
    return 0, len(by_path)


@probe
def fewest_calls(shape: str, ifs: int) -> list[int]:
    return list(fewest(shape, ifs))


@claim("two-tests-take-all-branches")
def branches_take_two_calls_and_paths_take_all() -> bool:
    counts = (1, 2, 3, 4, 5, 6)
    shape = "in sequence"
    in_sequence = [fewest(shape, ifs) for ifs in counts]
    nested = [fewest("nested", ifs) for ifs in counts]
    chart(
        "Fewest calls for n ifs",
        list(counts),
        {
            "all branches, in sequence": [branches for branches, _ in in_sequence],
            "all paths, in sequence": [paths for _, paths in in_sequence],
            "all branches or paths, nested": [branches for branches, _ in nested],
        },
        x_label="ifs",
        y_label="calls",
        kind="points",
    )
    return in_sequence == [(2, 2**ifs) for ifs in counts] and nested == [(ifs + 1, ifs + 1) for ifs in counts]


SPLIT = """\
def share(total, guests, host_pays):
    payers = 1
    if guests:
        payers += guests
    if host_pays:
        payers -= 1
    return total // payers
"""


@claim("all-branches-not-all-paths")
def a_fault_on_one_path_hides_from_full_branch_coverage() -> bool:
    tested = {(90, 0, False): 90, (90, 1, True): 90}
    share = load(SPLIT, "share")
    full = covered(SPLIT, "share", lambda function: [function(*arguments) for arguments in tested])
    right = all(share(*arguments) == expected for arguments, expected in tested.items())
    try:
        outcome = str(share(90, 0, True))
    except ZeroDivisionError as error:
        outcome = type(error).__name__
    show("lines and branches covered, percent", [full.lines, full.branches])
    show("no guests, and the host pays", outcome)
    return full == Covered(100, 100) and right and outcome == "ZeroDivisionError"


FREE = """\
def free_delivery(member, total):
    if member or total >= 5_000:
        return True
    return False
"""


@claim("all-branches-not-all-conditions")
def a_condition_of_two_parts_is_covered_and_not_tested() -> bool:
    cases = [((True, 6_000), True), ((False, 100), False)]

    def suite(free_delivery: Callable) -> None:
        for arguments, expected in cases:
            assert free_delivery(*arguments) == expected

    full = covered(FREE, "free_delivery", suite)
    left = [str(mutant) for mutant in survivors(FREE, "free_delivery", suite)]
    show("lines and branches covered, percent", [full.lines, full.branches])
    show("survivors", left)
    return full == Covered(100, 100) and "line 2: or becomes and" in left


LONG = """\
def label(count):
    if count == 1:
        return "one item"
    else:
        return "many items"
"""
SHORT = """\
def label(count):
    return "one item" if count == 1 else "many items"
"""


@claim("one-line-hides-a-branch")
def the_same_test_covers_more_of_the_same_code_on_one_line() -> bool:
    def suite(label: Callable) -> None:
        assert label(1) == "one item"

    written = {"if and else": LONG, "one expression": SHORT}
    shares = [covered(source, "label", suite).lines for source in written.values()]
    left = [len(survivors(source, "label", suite)) for source in written.values()]
    show("lines covered in percent, as if and else and as one expression", shares)
    show("mutants that survive", left)
    return shares[0] < 100 and shares[1] == 100


# %% Mutants that nobody can catch
LARGEST = """\
def largest(numbers):
    best = numbers[0]
    for number in numbers:
        if number > best:
            best = number
    return best
"""


def same_answers(source: str, mutant: Mutant, name: str, inputs: Iterable[tuple]) -> bool:
    """Whether a mutant gives what the program gives, for all these inputs."""
    program, other = load(source, name), load(mutant.tree, name)

    def answer(function: Callable, arguments: tuple) -> object:
        try:
            return function(*arguments)
        except Exception as error:
            return type(error)

    return all(answer(program, arguments) == answer(other, arguments) for arguments in inputs)


@claim("some-mutants-are-equivalent")
def a_mutant_that_changes_no_answer_survives_every_suite() -> bool:
    inputs = [(list(numbers),) for size in (1, 2, 3, 4) for numbers in itertools.product(range(4), repeat=size)]
    source = LARGEST
    equivalent = [str(mutant) for mutant in mutants(source) if same_answers(source, mutant, "largest", inputs)]
    show("mutants with the same answer for all lists of up to 4 numbers below 4", equivalent)
    show("lists tried; mutants in all", [len(inputs), len(mutants(source))])
    return equivalent == ["line 4: > becomes >="]

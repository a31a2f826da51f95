# %% Cognitive and cyclomatic complexity of Python functions
# A small implementation of the rules of SonarSource's Python analyser (SonarSource/sonar-python, CognitiveComplexityVisitor.java, commit
# 02c0be5e, and ComplexityVisitor.java, commit 0537a46e), checked against its own test file (cognitive-complexities.py, commit 39b6126e),
# and of their paper "Cognitive Complexity" (version 1.5) where the two differ. No SonarQube server is started here.
import ast
import io
import sqlite3
import sys
import tokenize
from collections import defaultdict
from dataclasses import dataclass
from textwrap import dedent

from hotseat.proof import chart, claim, probe, show

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def operators(node: ast.expr) -> list[str]:
    """The `and`s and `or`s of a condition, from left to right."""
    if not isinstance(node, ast.BoolOp):
        return []
    found = operators(node.values[0])
    for value in node.values[1:]:
        found += [type(node.op).__name__, *operators(value)]
    return found


def decorates(function: ast.stmt) -> bool:
    """A function that only defines others and returns names: its inner functions are not nested deeper."""
    rest = [statement for statement in function.body if not isinstance(statement, FUNCTIONS)]
    return all(isinstance(one, ast.Return) and isinstance(one.value, ast.Name) for one in rest)


@dataclass(frozen=True)
class Cognitive:
    """Cognitive complexity as the Python analyser counts it; with `paper`, a match counts like the paper's switch.

    Neither counts recursion here, and operators in parentheses are taken for one sequence with those around them.
    """

    paper: bool = False

    def inside(self, node: ast.AST, nesting: int = 0, *, flat: bool = False) -> int:
        """What is inside `node`; `flat`: functions in it are not nested deeper."""
        return sum(self.of(child, node, nesting, flat) for child in ast.iter_child_nodes(node))

    def of(self, child: ast.AST, parent: ast.AST, nesting: int, flat: bool) -> int:
        here = 1 + nesting
        match child:
            case ast.If():
                return here + self.branches(child, nesting)
            case ast.For() | ast.AsyncFor() | ast.While():
                return here + self.block(child.body, nesting + 1) + self.otherwise(child, nesting)
            case ast.Try():
                calm = self.block(child.body, nesting) + self.block(child.finalbody, nesting)
                caught = sum(here + self.block(handler.body, nesting + 1) for handler in child.handlers)
                return calm + caught + self.otherwise(child, nesting)
            case ast.Match():
                return (here if self.paper else 0) + sum(self.block(case.body, nesting + 1) for case in child.cases)
            case ast.IfExp():
                return here + self.inside(child, nesting + 1)
            case ast.BoolOp():
                signs = operators(child)
                changes = sum(one != other for one, other in zip(signs, signs[1:], strict=False))
                return (
                    1 + changes + sum(self.inside(value, nesting) for value in child.values if not isinstance(value, ast.BoolOp))
                )
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                level = nesting if flat or isinstance(parent, ast.ClassDef) else nesting + 1
                return self.inside(child, level, flat=decorates(child))
            case ast.ClassDef():
                return self.inside(child, 0)
        return self.inside(child, nesting)

    def block(self, statements: list[ast.stmt], nesting: int) -> int:
        return self.inside(ast.Module(statements, []), nesting)

    def otherwise(self, node: ast.For | ast.AsyncFor | ast.While | ast.Try, nesting: int) -> int:
        """The `else` of a loop or a try."""
        return 1 + self.block(node.orelse, nesting + 1) if node.orelse else 0

    def branches(self, node: ast.If, nesting: int) -> int:
        """Condition, body, and what follows: an elif or else costs one, and what is inside is nested."""
        total = self.inside(ast.Expr(node.test), nesting) + self.block(node.body, nesting + 1)
        if is_elif(node):
            return total + 1 + self.branches(node.orelse[0], nesting)
        return total + (1 + self.block(node.orelse, nesting + 1) if node.orelse else 0)


def is_elif(node: ast.If) -> bool:
    """Whether an `elif` follows, rather than an `else` with an `if` in it."""
    return len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If) and node.orelse[0].col_offset == node.col_offset


def function_cognitive(code: str, paper: bool = False) -> int:
    function = ast.parse(dedent(code)).body[0]
    return Cognitive(paper).inside(function, flat=decorates(function))


def cyclomatic(code: str) -> int:
    """As in the paper: one, and one for each if, elif, loop, except, case that tests something, conditional expression, and / or."""
    nodes = list(ast.walk(ast.parse(dedent(code))))
    cases = [case.pattern for node in nodes if isinstance(node, ast.Match) for case in node.cases]
    tested = sum(not (isinstance(one, ast.MatchAs) and one.pattern is None) for one in cases)
    elifs = sum(is_elif(node) for node in nodes if isinstance(node, ast.If))
    return analyser_cyclomatic(code) + elifs + tested + sum(isinstance(node, ast.ExceptHandler) for node in nodes)


def analyser_cyclomatic(code: str) -> int:
    """As the Python analyser counts: function, if, loop, conditional expression, and / or, if in a comprehension; no elif, except, case."""
    nodes = list(ast.walk(ast.parse(dedent(code))))
    total = sum(isinstance(node, (ast.FunctionDef, ast.If, ast.For, ast.While, ast.IfExp)) for node in nodes)
    total -= sum(is_elif(node) for node in nodes if isinstance(node, ast.If))
    total += sum(len(node.values) - 1 for node in nodes if isinstance(node, ast.BoolOp))
    return total + sum(len(node.ifs) for node in nodes if isinstance(node, ast.comprehension))


PUBLISHED = {
    "def f():\n if c: pass\n elif c: pass\n else: pass": 3,
    "def f():\n if c: pass\n else:\n  if c: pass": 4,
    "def f():\n if c:\n  if c: pass\n  else: pass": 4,
    "def f():\n if c:\n  if c:\n   if c: pass": 6,
    "def f():\n while c:\n  if c: pass\n  else: pass": 4,
    "def f():\n for x in y: pass\n else:\n  if c: pass": 4,
    "def f():\n try:\n  if c: pass\n except A:\n  if c: pass\n except B:\n  if c: pass\n except (C, D):\n  if c: pass\n finally:\n  if c: pass": 11,
    "def f():\n try: pass\n except A: pass\n else:\n  if c: pass": 4,
    "def f():\n if c: return\n elif c: return 42\n while c:\n  if c: break\n  elif c: continue": 6,
    "def f():\n if c: return 42\n else: return f()": 2,
    "def f():\n if c: pass\n def g():\n  if c: pass": 3,
    "def f(h):\n def g():\n  if c: print()\n  h()\n return g": 1,
    "def f(h):\n def g():\n  if c: print()\n  h()\n return g if c else None": 3,
    "def f():\n g(1 and 2 and 3 and 4)\n g(1 or 2 or 3 or 4)\n g(1 and 2 or 3 or 4)\n g(1 and 2 or 3 and 4)": 7,
    "def f():\n x = a if c else (b if d else e)": 3,
    "def f(a):\n def g(b):\n  return 1 if b else 2\n class A:\n  def m(self, b):\n   return 1 if b else 2\n return 1 if b else 2": 4,
}
PRIMES = """
    def sum_of_primes(most):
        total = 0
        for number in range(2, most + 1):
            for divisor in range(2, number):
                if number % divisor == 0:
                    break
            else:
                total += number
        return total
"""
WORDS = """
    def words(number):
        match number:
            case 1: return "one"
            case 2: return "a couple"
            case 3: return "a few"
            case _: return "lots"
"""


@claim("as-the-analyser-tests-say")
def the_analysers_test_cases_come_out() -> bool:
    found = [function_cognitive(code) for code in PUBLISHED]
    show("cognitive complexity of sixteen test functions", found)
    show("what their comments expect", list(PUBLISHED.values()))
    return found == list(PUBLISHED.values())


@claim("same-cyclomatic-other-cognitive")
def nested_loops_and_a_flat_match_differ() -> bool:
    counts = [(cyclomatic(code), function_cognitive(code, paper=True)) for code in (PRIMES, WORDS)]
    depths = range(1, 9)
    nested = [
        "def f():\n" + "".join(" " * (at + 1) + "if c:\n" for at in range(depth)) + " " * (depth + 1) + "pass" for depth in depths
    ]
    flat = ["def f():\n" + " if c: pass\n" * depth for depth in depths]
    lines = {"nested": list(map(function_cognitive, nested)), "one after another": list(map(function_cognitive, flat))}
    chart("Cognitive complexity of so many ifs", list(depths), lines, x_label="ifs", y_label="cognitive complexity")
    show("sum of primes: cyclomatic, cognitive", list(counts[0]))
    show("words for a number: cyclomatic, cognitive", list(counts[1]))
    same = [cyclomatic(one) for one in nested] == [cyclomatic(one) for one in flat]
    return counts == [(4, 7), (4, 1)] and same and lines["nested"] == [depth * (depth + 1) // 2 for depth in depths]


CHAIN = "def f(a):\n if a == 1: pass\n elif a == 2: pass\n elif a == 3: pass\n elif a == 4: pass"


@claim("python-differs-from-the-paper")
def the_analyser_does_not_count_match_and_elif() -> bool:
    found = {}
    for name, code in {"words, by match": WORDS, "a chain of four": CHAIN, "sum of primes": PRIMES}.items():
        found[name] = [
            cyclomatic(code),
            analyser_cyclomatic(code),
            function_cognitive(code, paper=True),
            function_cognitive(code),
        ]
        show(f"{name}: cyclomatic by paper and analyser, cognitive by paper and analyser", found[name])
    return list(found.values()) == [[4, 1, 1, 0], [5, 2, 4, 4], [4, 4, 7, 7]]


@probe
def complexity_of(code: str) -> int:
    return function_cognitive(code)


# %% The gate: conditions on new code, and its blind corner
def failing(new_lines: int, covered: float, duplicated: float, issues: int) -> list[str]:
    """Conditions of the built-in gate that fail. Coverage and duplication are ignored below twenty new lines, by default."""
    failed = ["new issues"] if issues else []
    if new_lines >= 20:
        failed += ["coverage"] if covered < 80 else []
        failed += ["duplication"] if duplicated > 3 else []
    return failed


@claim("gate-sees-new-code")
def the_gate_judges_the_change_and_not_the_system() -> bool:
    untested = [failing(lines, 0, 0, 0) for lines in (1, 19, 20, 200)]
    slices = [failing(19, 0, 0, 0) for _ in range(10)]
    share = round(100 * 1_000 / (10_000 + 10 * 19), 1)
    show("1, 19, 20, 200 new lines without a test: failing conditions", ["; ".join(one) or "none" for one in untested])
    show("200 covered at 85 % in a system covered at 10 %", "; ".join(failing(200, 85, 0, 0)) or "passes")
    show("ten changes of 19 untested lines: gates that fail, coverage of the system afterwards", [sum(map(bool, slices)), share])
    return untested == [[], [], ["coverage"], ["coverage"]] and not any(slices) and not failing(200, 85, 0, 0)


@probe
def conditions_that_fail(lines: int, covered: int, duplicated: int, issues: int) -> list[str]:
    return failing(lines, covered, duplicated, issues) or ["none, the gate passes"]


# %% Duplication: a hundred equal tokens over ten lines
def duplicated_lines(files: list[str], tokens: int = 100, spread: int = 10) -> float:
    """Per cent of all lines that belong to a run of equal tokens that occurs twice, long and wide enough."""
    windows: dict[tuple[str, ...], list[tuple[int, int, int]]] = defaultdict(list)
    skipped = {tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT, tokenize.ENDMARKER}
    for number, text in enumerate(files):
        words = [word for word in tokenize.generate_tokens(io.StringIO(text).readline) if word.type not in skipped]
        for at in range(len(words) - tokens + 1):
            run = words[at : at + tokens]
            windows[tuple(word.string for word in run)].append((number, run[0].start[0], run[-1].end[0]))
    lines = {
        (number, line)
        for places in windows.values()
        if len(places) > 1
        for number, first, last in places
        if last - first + 1 >= spread
        for line in range(first, last + 1)
    }
    return round(100 * len(lines) / sum(len(text.splitlines()) for text in files), 1)


def handler(name: str, total: str, steps: int) -> str:
    """A function of so many similar lines."""
    body = [f"    {total} = {total} + rate_{n} * (amount - limit_{n})" for n in range(steps)]
    return "\n".join([f"def {name}(amount):", f"    {total} = 0", *body, f"    return {total}", ""])


@claim("duplication-is-literal")
def a_copy_counts_until_a_name_is_changed() -> bool:
    copy = duplicated_lines([handler("first", "total", 14), handler("second", "total", 14)])
    renamed = duplicated_lines([handler("first", "total", 14), handler("second", "amount_due", 14)])
    short = duplicated_lines([handler("first", "total", 8), handler("second", "total", 8)])
    filler = "".join(f"value_{n} = {n}\n" for n in range(600))
    diluted = duplicated_lines([handler("first", "total", 14), handler("second", "total", 14) + filler])
    show("per cent of duplicated lines: a copy of 17 lines", copy)
    show("the copy with one variable renamed", renamed)
    show("a copy of 11 lines, with fewer than a hundred tokens", short)
    show("the copy beside 600 other lines", diluted)
    return copy > 90 and renamed == 0 and short == 0 and 3 < diluted < 6


# %% Taint: from a parameter to execute(), by names alone
def flows(code: str) -> bool:
    """Whether the parameter `name` reaches the first argument of an `execute`, as a small analysis by variable names sees it."""
    function = ast.parse(code).body[0]
    tainted = {"name"}

    def dirty(node: ast.AST) -> bool:
        if isinstance(node, ast.Attribute):
            return False  # fields of objects are not followed
        return (isinstance(node, ast.Name) and node.id in tainted) or any(map(dirty, ast.iter_child_nodes(node)))

    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and dirty(node.value):
            tainted.add(node.targets[0].id)
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    return any(call.func.attr == "execute" and dirty(call.args[0]) for call in calls)


def exploitable(code: str) -> bool:
    """Whether a crafted name changes the answer of a real database, compared with a name that nobody has."""
    names: dict[str, object] = {}
    exec(code, names)  # noqa: S102
    database = sqlite3.connect(":memory:")
    database.executescript("CREATE TABLE users (id, name); INSERT INTO users VALUES (1, 'ada'), (2, 'bob')")
    try:
        return names["find"](database, "' OR '1'='1") != names["find"](database, "nobody")
    finally:
        database.close()


CONCATENATED = 'def find(db, name):\n    query = "SELECT id FROM users WHERE name = \'" + name + "\'"\n    return db.execute(query).fetchall()'
BOUND = 'def find(db, name):\n    return db.execute("SELECT id FROM users WHERE name = ?", (name,)).fetchall()'
LISTED = (
    'def find(db, name):\n    column = {"a": "id", "b": "name"}.get(name, "id")\n'
    '    return db.execute("SELECT " + column + " FROM users").fetchall()'
)
STORED = (
    "def find(db, name):\n    class Filter: pass\n    wanted = Filter()\n    wanted.name = name\n"
    '    return db.execute("SELECT id FROM users WHERE name = \'" + wanted.name + "\'").fetchall()'
)


def verdict(code: str) -> str:
    return f"{'a' if flows(code) else 'no'} finding, {'exploitable' if exploitable(code) else 'not exploitable'}"


@claim("findings-err-both-ways")
def a_finding_may_be_harmless_and_a_hole_may_be_unseen() -> bool:
    programs = {"concatenated": CONCATENATED, "bound": BOUND, "from a list of columns": LISTED, "through a field": STORED}
    found = {name: verdict(code) for name, code in programs.items()}
    for name, what in found.items():
        show(name, what)
    return len(set(found.values())) == 4


@probe
def finding_and_truth(code: str) -> str:
    return verdict(code)


# %% What a green gate does not see: mutants
PRICE = """
def price(amount, member):
    total = amount * 10
    if amount > 5:
        total = total - 7
    if member and amount >= 2:
        total = total - 3
    return total
"""
SWAPS = {ast.Mult: ast.Add, ast.Sub: ast.Add, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.And: ast.Or}
CALLS = [(6, False), (6, True), (1, False)]
EDGES = [(6, False, 53), (5, False, 50), (2, True, 17), (1, True, 10), (2, False, 20), (3, True, 27)]


def mutants() -> list[str]:
    """The function with one operator changed, for each operator in it."""
    found = []
    for at, node in enumerate(ast.walk(ast.parse(PRICE))):
        sign = node.ops[0] if isinstance(node, ast.Compare) else getattr(node, "op", None)
        if type(sign) not in SWAPS:
            continue
        tree = ast.parse(PRICE)
        target = list(ast.walk(tree))[at]
        swapped = SWAPS[type(sign)]()
        if isinstance(target, ast.Compare):
            target.ops = [swapped]
        else:
            target.op = swapped
        found.append(ast.unparse(tree))
    return found


def passes(code: str, asserting: bool) -> bool:
    """The tests: they call the function, and either look at the result or do not."""
    names: dict[str, object] = {}
    exec(code, names)  # noqa: S102
    if not asserting:
        return all(names["price"](*call) is not None for call in CALLS)
    return all(names["price"](amount, member) == wanted for amount, member, wanted in EDGES)


def covered(asserting: bool) -> float:
    """Per cent of the function's lines that the tests execute, by a trace function."""
    lines = {node.lineno for node in ast.walk(ast.parse(PRICE).body[0]) if isinstance(node, ast.stmt)} - {2}
    seen: set[int] = set()

    def trace(frame, event, _argument):
        if frame.f_code.co_name == "price" and event == "line":
            seen.add(frame.f_lineno)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        passes(PRICE, asserting)
    finally:
        sys.settrace(before)
    return 100 * len(seen & lines) / len(lines)


@claim("coverage-lets-mutants-live")
def full_coverage_kills_no_mutant_without_assertions() -> bool:
    changed = mutants()
    cover = [covered(asserting) for asserting in (False, True)]
    killed = [sum(not passes(code, asserting) for code in changed) for asserting in (False, True)]
    show("line coverage of tests without and with assertions, per cent", cover)
    show("mutants; killed without and with assertions", [len(changed), *killed])
    show("failing conditions of the gate, without assertions", "; ".join(failing(200, cover[0], 0, 0)) or "none")
    good = passes(PRICE, asserting=True) and passes(PRICE, asserting=False)
    return good and cover == [100, 100] and killed == [0, len(changed)] and len(changed) == 6

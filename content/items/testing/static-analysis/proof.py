# %% Twelve ways to ask a database, and what a stranger's name does to each
import ast
import io
import sqlite3
from collections.abc import Callable

from hotseat.proof import chart, claim, probe, show

WAYS = {
    "f-string": """return db.execute(f"select id from people where name = '{name}'")""",
    "+ of literal and name": """return db.execute("select id from people where name = '" + name + "'")""",
    "format": """return db.execute("select id from people where name = '{}'".format(name))""",
    "a condition made first, then +": """where = f"name = '{name}'"; return db.execute("select id from people where " + where)""",
    "join of a list": """parts = ["select id from people where name = '", name, "'"]; return db.execute("".join(parts))""",
    "replace on a variable": """sql = "select id from people where name = 'X'"; return db.execute(sql.replace("X", name))""",
    "a head in a variable": """head = "select id from people where"; return db.execute(f"{head} name = '{name}'")""",
    "a parameter": """return db.execute("select id from people where name = ?", (name,))""",
    "a constant table, and a parameter": """table = "people"; return db.execute(f"select id from {table} where name = ?", (name,))""",
    "a column from a fixed dict": """allowed = {"id": "id"}; return db.execute(f"select id from people order by {allowed.get(name, 'id')} limit 0")""",
    "a message to a person": """print(f"Select a colour from the list, {name}.", file=out); return db.execute("select id from people limit 0")""",
    "a number made of the text": """return db.execute(f"select id from people where id = {len(name)}")""",
}
HOSTILE = "x' or '1' = '1"


def function(body: str) -> str:
    return "def find(db, name):\n" + "".join(f"    {line}\n" for line in body.split("; "))


def leaks(body: str) -> bool:
    """Whether a stranger's name gets rows that no such name has: the truth, by running it."""

    db = sqlite3.connect(":memory:")
    db.executescript("create table people (id integer, name text); insert into people values (1, 'ann'), (2, 'bob')")
    names: dict = {"out": io.StringIO()}
    exec(function(body), names)
    return len(names["find"](db, HOSTILE).fetchall()) > 0


# %% A rule that looks at one expression at a time
SQL = (("select ", " from "), ("insert into ", " values"), ("update ", " set "), ("delete from ", ""))


def literals(node: ast.expr) -> str:
    return "".join(part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str))


def is_built(node: ast.AST) -> bool:
    """A text that is put together: an f-string with a hole, + or % with a literal, format or replace of a literal."""
    match node:
        case ast.JoinedStr():
            return any(isinstance(part, ast.FormattedValue) for part in node.values)
        case ast.BinOp(op=ast.Add() | ast.Mod()):
            return bool(literals(node))
        case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="format" | "replace")):
            return True
    return False


def looks_like_sql(text: str) -> bool:
    text = text.lower() + " "
    return any(text.find(verb) >= 0 and text.find(word, text.find(verb)) >= 0 for verb, word in SQL)


def by_pattern(body: str) -> bool:
    """Modelled on what Bandit's B608 does: a text that is put together, and reads like SQL."""
    return any(is_built(node) and looks_like_sql(literals(node)) for node in ast.walk(ast.parse(function(body))))


# %% A rule that follows the stranger's value
def carries(node: ast.AST, tainted: set[str]) -> bool:
    """Whether the value may hold the stranger's text. Numbers and what is looked up in a dict of one's own do not."""
    match node:
        case ast.Name():
            return node.id in tainted
        case ast.Call(func=ast.Name(id="len" | "int")):
            return False
        case ast.Call(func=ast.Attribute(attr="get")):
            return carries(node.func.value, tainted)
        case ast.Subscript():
            return carries(node.value, tainted)
    return any(carries(child, tainted) for child in ast.iter_child_nodes(node))


def by_taint(body: str) -> bool:
    """Follows `name` through assignments, into the first argument of execute."""
    tainted = {"name"}
    for statement in ast.parse(function(body)).body[0].body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "execute":
                if carries(node.args[0], tainted):
                    return True
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            if carries(statement.value, tainted):
                tainted.add(statement.targets[0].id)
    return False


RULES: dict[str, Callable[[str], bool]] = {
    "a rule that looks at one expression": by_pattern,
    "a rule that follows the value": by_taint,
}


def score(rule: Callable[[str], bool], ways: dict[str, str]) -> tuple[int, int, int, int]:
    """Leaking and flagged, leaking in all, harmless and flagged, harmless in all."""
    leaking = [body for body in ways.values() if leaks(body)]
    harmless = [body for body in ways.values() if not leaks(body)]
    return sum(map(rule, leaking)), len(leaking), sum(map(rule, harmless)), len(harmless)


@probe
def flagged(rule: str) -> list[str]:
    return [way for way, body in WAYS.items() if RULES[rule](body)]


@claim("a-pattern-errs-both-ways")
def the_expression_rule_misses_and_alarms() -> bool:
    rule = by_pattern
    found, leaking, alarms, harmless = score(rule, WAYS)
    show("leaking ways that are flagged", f"{found} of {leaking}")
    show("harmless ways that are flagged", f"{alarms} of {harmless}")
    show("missed", [way for way, body in WAYS.items() if leaks(body) and not rule(body)])
    return (found, leaking, alarms, harmless) == (4, 7, 4, 5)


@claim("following-the-value-sees-more")
def the_taint_rule_is_right_on_all_twelve() -> bool:
    rule = by_taint
    found = score(rule, WAYS)
    show("leaking flagged, leaking, harmless flagged, harmless", found)
    return found == (7, 7, 0, 5)


HARDER = {
    "kept in an object": """db.note = {}; db.note["n"] = name; return db.execute("select id from people where name = '" + db.note["n"] + "'")""",
    "checked before": """name = name if name.isalnum() else ""; return db.execute(f"select id from people where name = '{name}'")""",
}


class Note(sqlite3.Connection):
    """A connection to which one may add an attribute."""


@claim("following-errs-too")
def a_value_kept_elsewhere_is_missed_and_a_checked_one_flagged() -> bool:
    rule = by_taint
    kept, checked = HARDER["kept in an object"], HARDER["checked before"]
    names: dict = {}
    exec(function(kept), names)
    db = sqlite3.connect(":memory:", factory=Note)
    db.executescript("create table people (id integer, name text); insert into people values (1, 'ann')")
    really_leaks = len(names["find"](db, HOSTILE).fetchall()) > 0
    show("kept in an object: leaks, flagged", [str(really_leaks), str(rule(kept))])
    show("checked before: leaks, flagged", [str(leaks(checked)), str(rule(checked))])
    return really_leaks and not rule(kept) and not leaks(checked) and rule(checked)


# %% How many findings are real
def share_real(faulty: float, found: float, alarms: float) -> float:
    """Of 100 findings, how many are real: `faulty` per cent of the places have the fault, and so on."""
    real, false = faulty * found, (100 - faulty) * alarms
    return 100 * real / (real + false)


@probe
def percent_real(faulty: float, found: int, alarms: int) -> float:
    return share_real(faulty, found, alarms)


@claim("rare-faults-make-findings-false")
def a_good_rule_is_mostly_wrong_about_rare_faults() -> bool:
    alarms = 5
    shares = {faulty: share_real(faulty, 90, alarms) for faulty in (20, 5, 1, 0.1)}
    show(
        "finds 90 %, flags 5 % of the harmless; real findings at 20, 5, 1 and 0.1 % faulty",
        [f"{share:.0f} %" for share in shares.values()],
    )
    places = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50]
    chart(
        "A rule that finds 90 % of the faults and flags 5 % of the harmless places",
        places,
        {"findings that are real": [share_real(faulty, 90, alarms) for faulty in places]},
        x_label="places that have the fault, per cent",
        y_label="real findings, per cent",
    )
    return shares[20] > 80 and 45 < shares[5] < 50 and 15 < shares[1] < 16 and shares[0.1] < 2


# %% Complexity: two numbers that are easily taken for each other
def flat(ifs: int) -> str:
    return "def f(a):\n" + "".join(f"    if a[{one}]:\n        a[{one}] = 0\n" for one in range(ifs))


def nested(ifs: int) -> str:
    body = "".join("    " * (one + 1) + f"if a[{one}]:\n" for one in range(ifs))
    return f"def f(a):\n{body}{'    ' * (ifs + 1)}a[0] = 0\n"


SHAPES = {"one after the other": flat, "one inside the other": nested}


def cyclomatic(source: str) -> int:
    return 1 + sum(isinstance(node, ast.If) for node in ast.walk(ast.parse(source)))


def cognitive(node: ast.AST, depth: int = 0) -> int:
    """One for each `if`, and one more for each around it."""
    own = 1 + depth if isinstance(node, ast.If) else 0
    return own + sum(cognitive(child, depth + isinstance(node, ast.If)) for child in ast.iter_child_nodes(node))


@probe
def complexities(ifs: int, shape: str) -> list[int]:
    source = SHAPES[shape](ifs)
    return [cyclomatic(source), cognitive(ast.parse(source))]


@claim("nesting-counts-in-one-of-them")
def cyclomatic_does_not_see_depth() -> bool:
    one, other = "one after the other", "one inside the other"
    sizes = range(1, 9)
    flats, nests = [complexities(size, one) for size in sizes], [complexities(size, other) for size in sizes]
    show("six ifs in a row, cyclomatic and cognitive", complexities(6, one))
    show("six ifs nested", complexities(6, other))
    expected = [[size + 1, size * (size + 1) // 2] for size in sizes]
    return flats == [[size + 1, size] for size in sizes] and nests == expected


# %% A finding that looks pedantic
CHECKED = "def delete(user):\n    assert user == 'admin'\n    return 'deleted'\n"


@claim("an-assert-is-no-check")
def without_asserts_anybody_may_delete() -> bool:
    source = CHECKED
    outcomes = {}
    for level, call in (("python", 0), ("python -O", 1)):
        names: dict = {}
        exec(compile(source, "service.py", "exec", optimize=call), names)
        try:
            outcomes[level] = names["delete"]("guest")
        except (AssertionError, PermissionError) as error:
            outcomes[level] = type(error).__name__
    show("a guest calls delete", [f"{level}: {what}" for level, what in outcomes.items()])
    return list(outcomes.values()) == ["AssertionError", "deleted"]

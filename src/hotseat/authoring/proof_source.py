"""proof.py as source text: its claims and probes by the syntax tree, never by running it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from hotseat.curriculum import ItemFolder
from hotseat.curriculum.reading import read_text


@dataclass(frozen=True)
class ProofSource:
    """The text of a proof and what it defines. `claims` are its claim functions, as (id, function) in their order."""

    text: str
    tree: ast.Module
    claims: tuple[tuple[str, ast.FunctionDef], ...]
    probes: tuple[ast.FunctionDef, ...]

    def services(self) -> set[str]:
        """The names of the servers that it asks for, where `service` is the one of hotseat.proof."""
        imports = [node for node in ast.walk(self.tree) if isinstance(node, ast.ImportFrom) and node.module == "hotseat.proof"]
        if not any(alias.name == "service" for node in imports for alias in node.names):
            return set()
        calls = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call) and _name(node.func) == "service"]
        names = [call.args[0].value for call in calls if call.args and isinstance(call.args[0], ast.Constant)]
        return {name for name in names if isinstance(name, str)}

    def returns(self) -> Iterator[tuple[str, int, int]]:
        """Each `return` of a claim function: the claim, and where in the UTF-8 text it begins and ends."""
        lines = [0]
        for line in self.text.encode().splitlines(keepends=True):
            lines.append(lines[-1] + len(line))
        for claim, function in self.claims:
            for node in _own_returns(function):
                assert node.end_lineno is not None
                assert node.end_col_offset is not None
                yield claim, lines[node.lineno - 1] + node.col_offset, lines[node.end_lineno - 1] + node.end_col_offset


def proof_source(folder: ItemFolder) -> ProofSource | None:
    """The item's proof, None where it has none or it does not parse. Raises `Unreadable`."""
    if folder.proof is None:
        return None
    try:
        return _parsed(read_text(folder.proof))
    except SyntaxError:
        return None  # the rule “python-parses” tells it


@lru_cache(maxsize=4)
def _parsed(text: str) -> ProofSource:
    tree = ast.parse(text)
    claims, probes = [], []
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for decorator in function.decorator_list:
            if isinstance(decorator, ast.Call) and _name(decorator.func) == "claim" and decorator.args:
                first = decorator.args[0]
                if isinstance(first, ast.Constant):
                    claims.append((str(first.value), function))
            elif _name(decorator) == "probe":
                probes.append(function)
    claims.sort(key=lambda found: found[1].lineno)
    return ProofSource(text, tree, tuple(claims), tuple(probes))


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _own_returns(function: ast.FunctionDef) -> Iterator[ast.Return]:
    """The function's own `return`s: those of functions within it belong to the observed program."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Return):
            yield node
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            waiting.extend(ast.iter_child_nodes(node))

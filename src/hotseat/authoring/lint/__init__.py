"""Reads an item and says what is wrong with it, and what mends it.

Every module beside this one is a rule: its name is the module's, with hyphens, and its function
`rule(folder, curriculum)` yields a problem for each defect.
"""

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from importlib import import_module

from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder, Unreadable

type Rule = Callable[[ItemFolder, Curriculum], Iterator[Problem]]


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name.replace("_", "-"): import_module(f"{__name__}.{name}").rule for name in names}


def lint(folder: ItemFolder, curriculum: Curriculum) -> list[Problem]:
    """What is wrong with the item, rule by rule. A file that cannot be read is one problem, not one of every rule."""
    problems = []
    for name, rule in rules().items():
        try:
            problems += [replace(problem, rule=name) for problem in rule(folder, curriculum)]
        except Unreadable:
            continue  # the rule “readable” tells it
    return problems


def unreadable(name: str, error: Unreadable) -> Problem:
    """The problem of an item whose item.toml cannot be read, so that no rule can look at it."""
    return Problem("readable", name, f"{error.where}: {error.args[0]}", error.fix)

"""A mutation's `replace` occurs exactly once in proof.py, and `with` differs from it and leaves Python."""

import ast
from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.authoring.proof_source import proof_source
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Apply each mutation to the text."""
    source = proof_source(folder)
    if source is None:
        return
    for claim in folder.claims():
        for number, mutation in enumerate(claim.mutation, 1):
            name = f"Mutation {number} of {claim.id}"
            count = source.text.count(mutation.replace) if mutation.replace else 0
            if count != 1:
                fix = "Copy a text that occurs once, with its spaces; take more of the line to make it unique."
                yield found(folder, "claims.toml", f"{name}: `replace` occurs {count} times in proof.py.", fix)
            elif mutation.replace == mutation.with_:
                yield found(folder, "claims.toml", f"{name} changes nothing.", "Let `with` differ from `replace`.")
            elif not _parses(source.text.replace(mutation.replace, mutation.with_)):
                yield found(folder, "claims.toml", f"{name} leaves no valid Python.", "Give `with` the indentation of `replace`.")


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True

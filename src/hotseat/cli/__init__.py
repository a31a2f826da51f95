"""The terminal: the same actions as the pages, with the learner's own editor and shell."""

from hotseat.cli.program import main

__all__ = ["main"]

"""What must hold of a history, and what verdict it comes to. Pure: from a recorded history comes the same verdict again."""

from hotseat.labs.checking.invariant import Invariant, Violation
from hotseat.labs.checking.judgement import Judgement, judgement

__all__ = ["Invariant", "Judgement", "Violation", "judgement"]

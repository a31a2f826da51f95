"""What a run does, as a value derived from a seed, and how a failing plan is made smaller. Pure."""

from hotseat.labs.planning.plan import NotAPlan, Plan, Step
from hotseat.labs.planning.shrink import smaller

__all__ = ["NotAPlan", "Plan", "Step", "smaller"]

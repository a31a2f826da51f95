"""What happened in a run, as values, on one clock: seconds since the run began, as the judge saw them."""

from hotseat.labs.history.events import Call, Died, Event, Fault, Landed, Load, Op, Phase, Run
from hotseat.labs.history.history import History, NotAHistory

__all__ = ["Call", "Died", "Event", "Fault", "History", "Landed", "Load", "NotAHistory", "Op", "Phase", "Run"]

"""Calls into a submission across the boundary of its process. Light on purpose: it is imported inside the sandbox too."""

from hotseat.judges.calls.case import UNSET, Case

__all__ = ["UNSET", "Case"]

"""Proves an item by running it: its claims and mutations, its probes' truths, its submissions, and junk."""

from hotseat.authoring.verify.item import verify
from hotseat.authoring.verify.outcome import Standing, Verified

__all__ = ["Standing", "Verified", "verify"]

"""Runs untrusted programs: contained, limited, and gone without a trace when they end."""

from hotseat.sandbox.protection import NoProtection, Protection
from hotseat.sandbox.run import Cancelled, Ended, EndedBy, Program, Run
from hotseat.sandbox.sandbox import Sandbox, open_sandbox
from hotseat.sandbox.worker import WorkerLost

__all__ = [
    "Cancelled",
    "Ended",
    "EndedBy",
    "NoProtection",
    "Program",
    "Protection",
    "Run",
    "Sandbox",
    "WorkerLost",
    "open_sandbox",
]

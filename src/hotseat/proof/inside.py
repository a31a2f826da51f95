"""Runs a proof inside the sandbox: `python -m hotseat.proof.inside PROOF [CLAIM...]`, or with `--probe NAME JSON`.

Writes one JSON record a line to the file descriptor in HOTSEAT_CHANNEL (standard output without it): which claim
starts, what it shows, what became of it; or the probe's truth. Nothing imports this module.
"""

import json
import os
import sys
import time
import traceback
import types
from typing import Any

from hotseat.proof import claims
from hotseat.proof.evidence import record_with


def main(arguments: list[str]) -> int:
    """Run what the arguments ask for. Returns 1 when the proof cannot be imported or a claim raises."""
    records = os.fdopen(os.dup(int(os.environ.pop("HOTSEAT_CHANNEL", "1"))), "w", encoding="utf-8")

    def emit(record: dict[str, Any]) -> None:
        records.write(json.dumps(record, allow_nan=False) + "\n")
        records.flush()

    record_with(emit)
    path, *rest = arguments
    try:
        load(path)
    except BaseException:
        emit({"broken": _traceback(path)})
        return 1
    if rest[:1] == ["--probe"]:
        return _truth(path, rest[1], json.loads(rest[2]), emit)
    missing = claims.unknown(rest)
    if missing:
        emit({"broken": f"proof.py defines no claim called {', '.join(missing)}."})
        return 1
    return max([0, *(_decide(path, claim_id, emit) for claim_id in rest or claims.claims)])


def load(path: str) -> types.ModuleType:
    """Execute the file as a module called `proof`, with its lines known to tracebacks and `inspect`."""
    module = types.ModuleType("proof")
    module.__file__ = path
    sys.modules["proof"] = module
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    with open(path, encoding="utf-8") as file:
        source = file.read()
    exec(compile(source, path, "exec"), module.__dict__)
    return module


def _decide(path: str, claim_id: str, emit: Any) -> int:
    emit({"claim": claim_id})
    start = time.perf_counter()
    try:
        became = claims.outcome(claims.claims[claim_id]())
    except Exception:
        emit({"claim": claim_id, "broken": _traceback(path), "seconds": time.perf_counter() - start})
        return 1
    emit({"claim": claim_id, "outcome": became.value, "seconds": time.perf_counter() - start})
    return 0


def _truth(path: str, name: str, values: dict[str, Any], emit: Any) -> int:
    try:
        truth = claims.probes[name](**values)
        emit({"probe": name, "truth": list(truth) if isinstance(truth, (list, tuple, set, frozenset)) else truth})
    except Exception:
        emit({"probe": name, "broken": _traceback(path)})
        return 1
    return 0


def _traceback(path: str) -> str:
    """The current exception as text, from the proof's own first line on."""
    kind, error, trace = sys.exc_info()
    frames = trace
    while frames is not None and frames.tb_frame.f_code.co_filename != path:
        frames = frames.tb_next
    return "".join(traceback.format_exception(kind, error, frames or trace))[-4000:]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Runs an item's cases.py inside its own sandbox: `main([seed, "cases" or "workloads"])`. Nothing imports this module.

Out: one posed case a line, then {"all": count}; or {"broken": traceback}.
In:  {"check": index, "got": encoded value}; out: {"right": True, False or a sentence} or {"broken": traceback}.
In:  {"grow": size}; out: one posed case of that size, or {"broken": traceback}.
"""

import json
import os
import random
import traceback
from typing import Any

from hotseat.judges.calls import UNSET, Case, wire


def main(arguments: list[str]) -> int:
    """Pose the cases, then decide answers until the channel closes."""
    channel = int(os.environ.pop("HOTSEAT_CHANNEL"))
    seed, what = arguments

    def say(message: dict[str, Any]) -> None:
        data = json.dumps(message).encode() + b"\n"
        while data:
            data = data[os.write(channel, data) :]

    posed: list[Case] = []
    try:
        import cases  # type: ignore[import-not-found]

        for index, case in enumerate(getattr(cases, what)(random.Random(f"{seed}:{what}"))):
            posed.append(case)
            say(_pose(index, case))
    except Exception:
        say({"broken": traceback.format_exc()[-4000:]})
        return 1
    say({"all": len(posed)})
    with os.fdopen(channel, "rb", buffering=1 << 20) as questions:
        for line in questions:
            question = json.loads(line)
            try:
                if "grow" in question:
                    size = question["grow"]
                    posed.append(cases.growth(size, random.Random(f"{seed}:growth:{size}")))
                    say(_pose(len(posed) - 1, posed[-1]))
                    continue
                check = posed[question["check"]].check
                right = check(wire.decode(question["got"])) if check else False
                say({"right": right if isinstance(right, (bool, str)) else bool(right)})
            except Exception:
                say({"broken": traceback.format_exc()[-4000:]})
    return 0


def _pose(index: int, case: Case) -> dict[str, Any]:
    return {
        "index": index,
        "name": case.name,
        "call": case.call,
        "args": wire.encode(tuple(case.args)),
        "kwargs": wire.encode(dict(case.kwargs)),
        "program": case.program,
        "expect": None if case.expect is UNSET else wire.encode(case.expect),
        "checked": case.check is not None,
        "shown": case.shown,
    }

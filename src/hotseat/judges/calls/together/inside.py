"""Answers cases in one process, which executes the submission: everything after the first case is the submission's word.

The judge keeps the clocks; what this process says is taken for an answer and nothing else.
Nothing imports this module.

In:  {"call", "args", "kwargs", "program"}     one case; more may follow before it is answered
Out: one line: {"value"} {"strange"} {"raised"} {"missing"} {"uncompiled"} {"memory"}
"""

import contextlib
import json
import os
import sys
from types import CodeType, ModuleType
from typing import Any

from hotseat.judges.calls import answering


def main(arguments: list[str]) -> int:
    """Serve cases until the channel closes. The one argument is the submission's file."""
    channel = int(os.environ.pop("HOTSEAT_CHANNEL"))
    path = arguments[0]
    printed, write, dumps = (sys.stdout, sys.stderr), os.write, json.dumps
    code = answering.compiled(path)
    module: ModuleType | None = None
    with os.fdopen(channel, "rb", buffering=1 << 20, closefd=False) as requests:
        for line in requests:
            case = json.loads(line)
            try:
                if module is None and isinstance(code, CodeType):
                    module = answering.loaded(code, path)
                answer = _answer(module, case) if module is not None else {"uncompiled": str(code)}
            except BaseException as error:
                answer = answering.raised(error, path)
            with contextlib.suppress(BaseException):
                for stream in printed:
                    stream.flush()
            data = dumps(answer).encode() + b"\n"
            while data:
                data = data[write(channel, data) :]
    return 0


def _answer(module: ModuleType, case: dict[str, Any]) -> dict[str, str]:
    answers = answering.prepared(module, case)
    return {"missing": case["call"]} if answers is None else answering.said(answers())

"""How a submission answers a case, in the process that executes it. Light: it is imported inside the sandbox."""

import sys
import traceback
from collections.abc import Callable, Mapping
from types import CodeType, ModuleType, TracebackType
from typing import Any

from hotseat.judges.calls import wire

FRAMES = 12
"""Frames of a traceback that a person is shown."""
DEEPEST = 250_000
"""The highest recursion limit. Beyond it a recursion without an end would end by using up the memory, which takes long."""


def compiled(path: str) -> CodeType | str:
    """The submission's code, or why it does not compile."""
    try:
        with open(path, "rb") as file:
            return compile(file.read(), path, "exec", dont_inherit=True)
    except BaseException as error:  # a hostile source may exhaust the compiler's stack or memory
        return f"{type(error).__name__}: {error}"[:2000]


def loaded(code: CodeType, path: str) -> ModuleType:
    """The submission as a module of its own name. Raises what its top level raises."""
    name = path.rpartition("/")[2].removesuffix(".py")
    module = ModuleType(name)
    unbounded = sys.setrecursionlimit
    sys.setrecursionlimit = lambda limit, /: unbounded(min(limit, DEEPEST))
    module.__file__ = path
    sys.modules[name] = module
    exec(code, module.__dict__)
    return module


def prepared(module: ModuleType, case: Mapping[str, Any]) -> Callable[[], object] | None:
    """What answers the case, its arguments decoded; None when the submission lacks the function. Raises what compiling does."""
    if case["program"]:
        names = dict(module.__dict__)
        program = compile(case["program"], "<case>", "exec", dont_inherit=True)

        def run() -> object:
            exec(program, names)
            return names.get("result")

        return run
    called = module.__dict__.get(case["call"])
    if not callable(called):
        return None
    args, kwargs = wire.decode(case["args"]), wire.decode(case["kwargs"])
    return lambda: called(*args, **kwargs)


def steps(module: ModuleType, case: Mapping[str, Any], over: Callable[[], None]) -> int:
    """How many steps the case takes; `over` is called, and must not return, once there are more than the case's `most`."""
    from hotseat.judges.growth import counting  # only here: most judgements count nothing

    called = module.__dict__[case["call"]]
    return counting.count(called, wire.decode(case["args"]), wire.decode(case["kwargs"]), case["most"], over)


def said(value: object) -> dict[str, str]:
    """The answer that carries a value, or says why it cannot cross."""
    try:
        return {"value": wire.encode(value)}
    except wire.CannotCross as error:
        return {"strange": str(error)}


def raised(error: BaseException, path: str) -> dict[str, str]:
    """An exception for the learner: its traceback from the submission's first frame on."""
    if isinstance(error, MemoryError):
        return {"memory": "MemoryError"}
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename not in (path, "<case>"):
        trace = trace.tb_next
    trace = _last(trace or error.__traceback__)
    try:
        text = "".join(traceback.format_exception(type(error), error, trace))
    except BaseException:
        text = f"{type(error).__name__} (its text cannot be shown)"
    return {"raised": text[-4000:]}


def _last(trace: TracebackType | None) -> TracebackType | None:
    """The traceback from its last frames on: a deep recursion has hundreds of thousands before them."""
    ahead = trace
    for _ in range(FRAMES):
        ahead = ahead.tb_next if ahead else None
    while ahead is not None and trace is not None:
        trace, ahead = trace.tb_next, ahead.tb_next
    return trace

"""Counts a program's steps in the process that executes it. Light: it is imported inside the sandbox.

A step is a jump in the program's bytecode, the start or resumption of a Python function, or one operation on the arguments:
their whole numbers count comparisons, hashes and arithmetic, also when C code does them (in `sorted`, `in`, `heapq`), their
lists and texts count what is copied or moved. Between two jumps or calls lies a bounded number of bytecodes, so steps grow as
the interpreter's own work does. What C does with objects that the program made itself is not counted.
"""

import sys
from collections.abc import Callable
from typing import Any, SupportsIndex

_steps = [0]


def count(call: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any], most: int, over: Callable[[], None]) -> int:
    """The steps that the call takes; `over` is called, and must not return, once there are more than `most`."""
    args, kwargs = _counted(args), _counted(kwargs)
    monitoring = sys.monitoring
    events = monitoring.events

    def step(*_: object) -> None:
        _steps[0] += 1
        if _steps[0] > most:
            over()

    monitoring.use_tool_id(monitoring.PROFILER_ID, "steps")
    for event in (events.JUMP, events.PY_START, events.PY_RESUME):
        monitoring.register_callback(monitoring.PROFILER_ID, event, step)
    monitoring.set_events(monitoring.PROFILER_ID, events.JUMP | events.PY_START | events.PY_RESUME)
    try:
        call(*args, **kwargs)
    finally:
        monitoring.set_events(monitoring.PROFILER_ID, 0)
    return _steps[0]


def _add(number: int) -> None:
    _steps[0] += number


def _operation(name: str) -> Callable[..., Any]:
    plain = getattr(int, name)
    wraps = name not in ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__", "__divmod__", "__truediv__")

    def operation(self: int, *others: object) -> object:
        _add(1)
        result = plain(self, *others)
        return Number(result) if wraps and type(result) is int else result

    return operation


class Number(int):
    """A whole number that counts what is done with it."""

    for _name in (
        *("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__", "__divmod__", "__truediv__"),
        *("__add__", "__radd__", "__sub__", "__rsub__", "__mul__", "__rmul__", "__floordiv__", "__mod__", "__neg__", "__abs__"),
    ):
        locals()[_name] = _operation(_name)
    del _name


class Row(list[Any]):
    """A list that counts the entries that it copies or moves."""

    def __getitem__(self, key: Any) -> Any:
        got = list.__getitem__(self, key)
        if isinstance(key, slice):
            _add(len(got))
            return Row(got)
        return got

    def __delitem__(self, key: SupportsIndex | slice) -> None:
        _add(len(self) - self._place(key))
        list.__delitem__(self, key)

    def __add__(self, other: Any) -> "Row":
        _add(len(self) + len(other))
        return Row(list.__add__(self, other))

    def insert(self, place: SupportsIndex, entry: object, /) -> None:
        """As a list's."""
        _add(len(self) - self._place(place))
        list.insert(self, place, entry)

    def pop(self, place: SupportsIndex = -1, /) -> Any:
        """As a list's."""
        _add(len(self) - self._place(place))
        return list.pop(self, place)

    def copy(self) -> "Row":
        """As a list's."""
        _add(len(self))
        return Row(self)

    def _place(self, key: SupportsIndex | slice) -> int:
        """Where the entries begin that have to move."""
        if isinstance(key, slice):
            return min(key.indices(len(self))[0], len(self))
        index = key.__index__()
        return min(len(self), max(0, index + len(self) if index < 0 else index))


class Text(str):
    """A text that counts the characters that its slices copy."""

    __slots__ = ()

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        got = str.__getitem__(self, key)
        if isinstance(key, slice):
            _add(len(got))
            return Text(got)
        return got


def _counted(value: Any) -> Any:
    """The value with everything in it that can count replaced."""
    kind = type(value)
    if kind is int:
        return Number(value)
    if kind is str:
        return Text(value)
    if kind is list:
        return Row(map(_counted, value))
    if kind is tuple:
        return tuple(map(_counted, value))
    if kind is dict:
        return {key if type(key) is str else _counted(key): _counted(entry) for key, entry in value.items()}
    if kind in (set, frozenset):
        return kind(map(_counted, value))
    return value

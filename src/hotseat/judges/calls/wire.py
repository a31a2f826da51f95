"""Values across the boundary: a narrow, bounded, tagged JSON, encoded by exact type and never by pickle.

    None, bool, str    as JSON has them
    int                a JSON number up to 2**53, else {"i": "hexadecimal"}
    float              {"f": float.hex()}: nan, inf and -0.0 included
    bytes              {"b": "hexadecimal"}
    list               a JSON array; tuple {"t": [...]}, set {"s": [...]}, frozenset {"z": [...]}
    dict               {"d": [[key, value], ...]}

Subclasses are not their base: an object whose type is not exactly one of these cannot cross.
"""

import json
from typing import Any

MAX_DEPTH = 100
MAX_NODES = 1_000_000
MAX_CHARACTERS = 4 << 20
_SAFE = 1 << 53
_SCALARS = frozenset((type(None), bool, int, str))
_TAGS: dict[type, str] = {tuple: "t", set: "s", frozenset: "z"}
_dumps = json.JSONEncoder(separators=(",", ":")).encode


class CannotCross(ValueError):
    """The value has no place in the encoding. The text says which type, or which bound it passes."""


class Garbled(ValueError):
    """What arrived is not the encoding of a value."""


def encode(value: object) -> str:
    """The value as text. Raises `CannotCross`."""
    count = 0

    def node(value: Any, depth: int) -> Any:
        nonlocal count
        kind = type(value)
        plain = kind is list and _plain(value)
        count += 1 + (len(value) if plain else 0)
        if depth > MAX_DEPTH:
            raise CannotCross(f"a value nested more than {MAX_DEPTH} deep, or one that contains itself")
        if count > MAX_NODES:
            raise CannotCross(f"a value of more than {MAX_NODES:,} parts")
        if value is None or kind is bool or kind is str:
            return value
        if kind is int:
            return value if -_SAFE <= value <= _SAFE else {"i": _hexadecimal(value)}
        if kind is float:
            return {"f": value.hex()}
        if kind is bytes:
            return {"b": value.hex()}
        if kind is list:
            return value if plain else [node(entry, depth + 1) for entry in value]
        if kind is dict:
            return {"d": [[node(key, depth + 1), node(entry, depth + 1)] for key, entry in value.items()]}
        tag = _TAGS.get(kind)
        if tag is None:
            raise CannotCross(f"a value of type {kind.__name__}")
        return {tag: [node(entry, depth + 1) for entry in value]}

    text = _dumps(node(value, 0))
    if len(text) > MAX_CHARACTERS:
        raise CannotCross(f"a value of {len(text):,} characters when written out; {MAX_CHARACTERS:,} is the most")
    return text


def decode(text: str) -> Any:
    """The value that `encode` wrote. Raises `Garbled` for anything else."""
    if len(text) > MAX_CHARACTERS:
        raise Garbled("the message is too long")
    try:
        return _value(json.loads(text), 0)
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError, AttributeError) as error:
        raise Garbled(f"the message is not an encoded value ({type(error).__name__})") from None


def same(left: object, right: object) -> bool:
    """Whether two values are equal by exact type: True is not 1, −0.0 is not 0.0, NaN is NaN; sets and dicts have no order."""
    return canonical(left) == canonical(right)


def canonical(value: object) -> str:
    """A text that is the same for the same values, whatever the order in sets and dicts. Raises `CannotCross`."""
    return reordered(encode(value))


def reordered(text: str) -> str:
    """An encoded value with the entries of sets and dicts in an order that does not depend on how it came about."""
    return _dumps(_sorted(json.loads(text)))


def _sorted(node: Any) -> Any:
    if isinstance(node, list):
        return [_sorted(entry) for entry in node]
    if isinstance(node, dict):
        ((tag, inner),) = node.items()
        inner = _sorted(inner) if isinstance(inner, list) else inner
        return {tag: sorted(inner, key=json.dumps) if tag in "szd" else inner}
    return node


def _plain(entries: list[Any]) -> bool:
    """Whether all are texts, or all whole numbers that JSON carries: long lists of these need no step per entry."""
    kinds = set(map(type, entries))
    return kinds == {str} or (kinds == {int} and min(entries) >= -_SAFE and max(entries) <= _SAFE)


def _hexadecimal(value: int) -> str:
    if value.bit_length() > 4 * MAX_CHARACTERS:
        raise CannotCross("a whole number of more than a few million digits")
    return hex(value)


def _value(node: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise ValueError
    if node is None or isinstance(node, (bool, str, int)):
        return node
    if isinstance(node, list):
        if _SCALARS.issuperset(map(type, node)):
            return node
        return [_value(entry, depth + 1) for entry in node]
    ((tag, inner),) = node.items()
    match tag:
        case "i":
            return int(inner, 16)
        case "f":
            return float.fromhex(inner)
        case "b":
            return bytes.fromhex(inner)
        case "t":
            return tuple(_value(entry, depth + 1) for entry in inner)
        case "s":
            return {_value(entry, depth + 1) for entry in inner}
        case "z":
            return frozenset(_value(entry, depth + 1) for entry in inner)
        case "d":
            return {_value(key, depth + 1): _value(entry, depth + 1) for key, entry in inner}
    raise ValueError

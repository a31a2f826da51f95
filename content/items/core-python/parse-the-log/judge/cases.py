"""Short logs on which each usual slip shows, and two of realistic size that are slow for different reasons."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any

from hotseat.judges.calls import Case

BEGIN = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:?\d\d)) (\S+) (DEBUG|INFO|WARNING|ERROR) (.*)")
Row = tuple[str, str, int, int, int]

CHARGE = """\
Traceback (most recent call last):
  File "/srv/charge.py", line 31, in charge
    account.take(order.cents)
ValueError: nothing left on the account
"""


def by_definition(text: str) -> list[Row]:
    """Every line is looked at once, every message is a list of lines."""
    messages: list[tuple[str, str, str, list[str]]] = []
    for line in text.split("\n"):
        if begun := BEGIN.match(line):
            messages.append((begun[1], begun[2], begun[3], [begun[4]]))
        elif messages:
            messages[-1][3].append(line)
    errors: dict[tuple[str, str], list[int]] = {}
    for time, service, level, lines in messages:
        if level == "ERROR":
            reason = ([line.strip() for line in lines if line.strip()] or [""])[-1]
            errors.setdefault((service, reason), []).append(int(datetime.fromisoformat(time).timestamp()))
    rows = [(*key, len(times), min(times), max(times)) for key, times in errors.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))


def small(name: str, text: str, *, shown: bool = False) -> Case:
    return Case(name, call="digest", args=(text,), expect=by_definition(text), shown=shown)


def at(clock: str, rest: str, *, day: int = 3, offset: str = "+0100") -> str:
    """The first line of a record, with its end."""
    return f"2025-11-{day:02}T{clock}{offset} {rest}\n"


def cases(chance: Random) -> Iterator[Case]:
    yield small(
        "the example",
        at("09:00:00", "web-1 INFO started")
        + at("09:00:07", "pay ERROR could not charge order 41")
        + CHARGE
        + at("09:00:09", "web-1 ERROR no answer from pay")
        + at("09:01:30", "pay ERROR could not charge order 57")
        + CHARGE,
        shown=True,
    )
    yield small("no line end at the end", at("09:00:00", "pay ERROR could not charge order 41") + CHARGE.rstrip())
    yield small("a log that begins in the middle", CHARGE + at("09:00:00", "web-1 ERROR no answer from pay"))
    yield small(
        "the lines of other records",
        at("09:00:00", "web-1 ERROR no answer from pay") + at("09:00:01", "web-1 WARNING will try again") + "  in 5 s\n",
    )
    yield small(
        "lines that only look like a record",
        at("09:00:00", "web-1 ERROR import failed, line by line:")
        + "2025-11-03 ledger ERROR was written in the last column\n"
        + "> 2025-11-03T08:59:59+0100 ledger ERROR is what it said\n"
        + "2025-11-03T08:59:59+0100 ledger said that\n",
    )
    yield small(
        "times with other offsets",
        at("09:00:00", "pay ERROR refused", offset="+01:00")
        + at("08:30:00", "pay ERROR refused", offset="Z")
        + at("04:10:00", "pay ERROR refused", offset="-0500"),
    )
    yield small(
        "records that come late",
        at("09:00:05", "pay ERROR refused") + at("09:00:01", "pay ERROR refused") + at("09:00:03", "pay ERROR refused"),
    )
    yield small(
        "characters that end a line elsewhere",
        at("09:00:00", "pay ERROR first\u2028second")
        + at("09:00:01", "pay ERROR left\rright")
        + at("09:00:02", "pay ERROR one\x1etwo")
        + at("09:00:03", "pay ERROR page 1\x0cpage 2"),
    )
    yield small(
        "blank lines after the reason",
        at("09:00:00", "pay ERROR ") + at("09:00:01", "pay ERROR refused") + "because\n\n   \n",
    )
    yield small(
        "reasons that are as frequent",
        at("09:00:00", "web ERROR b")
        + at("09:00:01", "web ERROR a")
        + at("09:00:02", "pay ERROR c")
        + at("09:00:03", "web ERROR b"),
    )
    yield forty_drawn(chance)


def forty_drawn(chance: Random) -> Case:
    """Short logs of the same few lines, so that what is told apart above meets in every order."""
    lines = ["", "  deeper", "ValueError: x", "2025-11-03 ERROR", "\x0c", "a\u2028b", "> 2025-11-03T09:00:00Z pay ERROR quoted"]
    texts = [""]
    for _ in range(39):
        text = ""
        for _ in range(chance.randrange(14)):
            clock = f"{chance.randrange(24):02}:{chance.randrange(60):02}:00"
            level = chance.choice(["ERROR", "ERROR", "INFO", "TRACE"])
            record = at(
                clock, f"{chance.choice(['pay', 'web'])} {level} {chance.choice('ab ')}", offset=chance.choice(["Z", "-0330"])
            )
            text += chance.choice([record, chance.choice(lines) + "\n"])
        texts.append(text.removesuffix(chance.choice(["\n", ""])))
    expected = [by_definition(text) for text in texts]

    def check(got: Any) -> bool | str:
        for text, right, answer in zip(texts, expected, got, strict=True):
            if answer != right:
                return f"digest({text!r}) gave {answer!r}; {right} is right."
        return True

    return Case("forty short logs", program=f"result = [digest(text) for text in {texts!r}]", check=check)


REASONS = ["ValueError: nothing left on the account", "TimeoutError: pay did not answer", "KeyError: 'iban'"]


def night(chance: Random, records: int, lines: int, errors: float) -> str:
    """A log with so many records, this share of them errors, with as many lines of a dump behind each."""
    clock = datetime(2025, 11, 3, 20, tzinfo=timezone(timedelta(hours=1)))
    parts = []
    for number in range(records):
        clock += timedelta(seconds=chance.randint(1, 30))
        level = "ERROR" if chance.random() < errors else "INFO"
        sent = f"{chance.getrandbits(2000):0500x}"
        parts.append(
            f"{clock:%Y-%m-%dT%H:%M:%S%z} pay-{chance.randrange(4)} {level} order {number}: one step done, sent={sent}\n"
        )
        for depth in range(lines):
            parts.append(f'  File "/srv/app/module_{depth % 40}.py", line {chance.randrange(900)}, in step_{depth}\n')
        if level == "ERROR":
            parts.append(chance.choice(REASONS) + "\n")
    return "".join(parts)


def workloads(chance: Random) -> Iterator[Case]:
    yield Case("many records, few errors", call="digest", args=(night(chance, 1100, 0, 0.05),))
    yield Case("one error with a long dump", call="digest", args=(night(chance, 1, 4000, 1.0),))

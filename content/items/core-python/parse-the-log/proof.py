# %% Two ways through a log
import re
import tracemalloc
from datetime import datetime
from random import Random

from hotseat.proof import chart, claim, paired_ratio, show

# A record begins with a time, shortened here to the clock, and a level.
BEGIN = re.compile(r"(\d\d:\d\d) (INFO|ERROR) (.*)")


def from_the_front(text):
    found = []
    while text:
        line, _, text = text.partition("\n")
        if begun := BEGIN.match(line):
            found.append([begun[2], begun[3]])
        elif found:
            found[-1][1] += "\n" + line
    return [(level, message.rstrip("\n")) for level, message in found]


def by_lines(text):
    found = []
    for line in text.split("\n"):
        if begun := BEGIN.match(line):
            found.append((begun[2], [begun[3]]))
        elif found:
            found[-1][1].append(line)
    return [(level, "\n".join(lines).rstrip("\n")) for level, lines in found]


LINES = ["09:00 ERROR a", "09:01 INFO b", "09:02 TRACE c", "> 09:03 INFO d", "  deeper", "", "e\x0cf", "g\u2028h", "i\rj"]


@claim("same-records")
def both_find_the_same():
    logs = ["\n".join(Random(seed).choices(LINES, k=seed % 17)) + "\n" * (seed % 2) for seed in range(300)]
    found = [from_the_front(log) for log in logs]
    show("records found in 300 drawn logs", sum(map(len, found)))
    return found == [by_lines(log) for log in logs] and sum(map(len, found)) > 300


# %% What a text costs that gets shorter, and one that grows
def rest_of(text):
    return text.partition("\n")[2]


def rests(lines, width):
    """For each line read from the front: characters that are left, and bytes that the rest has taken beside the text."""
    text, found = ("x" * (width - 1) + "\n") * lines, []
    tracemalloc.start()
    for _ in range(lines):
        before = tracemalloc.get_traced_memory()[0]
        rest = rest_of(text)
        found.append((len(rest), tracemalloc.get_traced_memory()[0] - before))
        text = rest
    tracemalloc.stop()
    return found


@claim("rest-is-copied")
def room_of_the_rests():
    copied, has_room = {}, []
    for lines, width in ((10, 40), (100, 40), (100, 200), (300, 80)):
        found = rests(lines, width)
        copied[lines, width] = sum(left for left, _ in found)
        has_room += [left <= taken <= left + 500 for left, taken in found]
    show("characters in 300 lines of 80, and characters copied", [300 * 80, copied[300, 80]])
    chart(
        "What is copied while a log is read from the front",
        [f"{lines} lines of {width}" for lines, width in copied],
        {"characters": [lines * width for lines, width in copied], "copied": list(copied.values())},
        x_label="the log",
        y_label="characters",
        kind="bars",
    )
    return all(has_room) and all(total == m * n * (n - 1) // 2 for (n, m), total in copied.items())


def growths(lines, width):
    """For each line behind the first: characters of the message then, and bytes taken beside the message before."""
    line, found = "x" * (width - 1) + "\n", []
    record = {"message": line}
    tracemalloc.start()
    for _ in range(lines - 1):
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        record["message"] += line
        found.append((len(record["message"]), tracemalloc.get_traced_memory()[1] - before))
    tracemalloc.stop()
    return found


@claim("entry-grows-by-copying")
def room_of_the_messages():
    copied, has_room = {}, []
    for lines, width in ((10, 40), (100, 40), (100, 200), (300, 80)):
        found = growths(lines, width)
        copied[lines, width] = sum(length for length, _ in found)
        has_room += [length <= taken <= length + 500 for length, taken in found]
    show("characters in a message of 300 lines of 80, and characters copied", [300 * 80, copied[300, 80]])
    return all(has_room) and all(total == m * (n * (n + 1) // 2 - 1) for (n, m), total in copied.items())


# %% What the module for regular expressions keeps
def some_patterns(count):
    return [f"{number} (.*)" for number in range(count)]


def compilations(patterns, rounds):
    """How often something is compiled when each pattern, given as a text, is matched in turn, for so many rounds."""
    compiler, made = re._compiler, 0
    compile_it = compiler.compile

    def counted(*arguments):
        nonlocal made
        made += 1
        return compile_it(*arguments)

    re.purge()
    compiler.compile = counted
    try:
        for _ in range(rounds):
            for pattern in patterns:
                re.match(pattern, "41 orders")
    finally:
        compiler.compile = compile_it
    return made


@claim("pattern-is-kept")
def how_often_is_it_compiled():
    one, some, many = (
        compilations(some_patterns(1), 1000),
        compilations(some_patterns(500), 3),
        compilations(some_patterns(600), 3),
    )
    show("compiled: 1 pattern 1000 times, 500 patterns 3 times, 600 patterns 3 times", [one, some, many])
    return (one, some, many) == (1, 500, 1800)


# %% Times, and ends of lines
FORMAT = "%Y-%m-%dT%H:%M:%S%z"
TIMES = [
    f"2025-11-{day:02}T{hour:02}:07:41{offset}" for day in (3, 28) for hour in (0, 23) for offset in ("Z", "+0100", "-05:00")
]


def by_strptime():
    return [datetime.strptime(time, FORMAT) for time in TIMES]


def by_fromisoformat():
    return [datetime.fromisoformat(time) for time in TIMES]


@claim("strptime-is-dear")
def strptime_against_fromisoformat():
    ratio = paired_ratio(by_strptime, by_fromisoformat, rounds=25)
    show("strptime ÷ fromisoformat", str(ratio))
    if [time.timestamp() for time in by_strptime()] != [time.timestamp() for time in by_fromisoformat()]:
        return False
    return ratio.above(5)


def stops(parse, level, *, every_time):
    """Whether a record with a time that does not exist raises ValueError."""
    try:
        if level == "ERROR" or every_time:
            parse("2025-02-30T09:00:00+0100")
    except ValueError:
        return True
    return False


@claim("unparsed-is-unchecked")
def who_sees_a_time_that_does_not_exist():
    parsers = {"strptime": lambda time: datetime.strptime(time, FORMAT), "fromisoformat": datetime.fromisoformat}
    found = {
        (name, level, every): stops(parse, level, every_time=every)
        for name, parse in parsers.items()
        for level in ("INFO", "ERROR")
        for every in (True, False)
    }
    on_info = [str(found["strptime", "INFO", True]), str(found["fromisoformat", "INFO", False])]
    show("stops at 30 February on an INFO record: parsing every time, parsing those of errors", on_info)
    return all(stopped == (every or level == "ERROR") for (_, level, every), stopped in found.items())


def pieces(character):
    return f"a{character}b".splitlines()


@claim("splitlines-cuts-more")
def characters_that_end_a_line():
    ends = [chr(code) for code in range(0x110000) if len(pieces(chr(code))) == 2]
    show("characters that end a line for splitlines", [ascii(end) for end in ends])
    return len(ends) == 10 and "\n" in ends

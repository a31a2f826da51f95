# Splits at whatever ends a line somewhere, form feeds and U+2028 among it.
import re
from datetime import datetime

RECORD = r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:?\d\d)) (\S+) (DEBUG|INFO|WARNING|ERROR) (.*)"
BEGIN = re.compile(RECORD).match


def digest(text):
    """The errors in a log: (service, reason, how many, time of the first, of the last), the most frequent first."""
    errors = {}
    for record in records(text):
        if record["level"] == "ERROR":
            times = errors.setdefault((record["service"], reason(record["lines"])), [])
            times.append(seconds(record["time"]))
    rows = [(service, why, len(times), min(times), max(times)) for (service, why), times in errors.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))


def records(text):
    """The records; a line that does not begin one goes on with the message of the record before it."""
    found = []
    for line in text.splitlines():
        begun = BEGIN(line)
        if begun:
            time, service, level, message = begun.groups()
            found.append({"time": time, "service": service, "level": level, "lines": [message]})
        elif found:
            found[-1]["lines"].append(line)
    return found


def seconds(time):
    """Seconds since 1970."""
    return int(datetime.fromisoformat(time).timestamp())


def reason(lines):
    """The last line with something in it: of a traceback, the exception."""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")

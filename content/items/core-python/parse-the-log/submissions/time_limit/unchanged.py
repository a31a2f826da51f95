# The starter as it was: each line copies all that is left of the text.
import re
from datetime import datetime

RECORD = r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:?\d\d)) (\S+) (DEBUG|INFO|WARNING|ERROR) (.*)"


def digest(text):
    """The errors in a log: (service, reason, how many, time of the first, of the last), the most frequent first."""
    errors = {}
    for record in records(text):
        if record["level"] == "ERROR":
            times = errors.setdefault((record["service"], reason(record["message"])), [])
            times.append(record["time"])
    rows = [(service, why, len(times), min(times), max(times)) for (service, why), times in errors.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))


def records(text):
    """The records; a line that does not begin one goes on with the message of the record before it."""
    found = []
    while text:
        line, _, text = text.partition("\n")
        begun = re.match(RECORD, line)
        if begun:
            time, service, level, message = begun.groups()
            found.append({"time": seconds(time), "service": service, "level": level, "message": message})
        elif found:
            found[-1]["message"] += "\n" + line
    return found


def seconds(time):
    """Seconds since 1970."""
    return int(datetime.strptime(time, "%Y-%m-%dT%H:%M:%S%z").timestamp())


def reason(message):
    """The last line with something in it: of a traceback, the exception."""
    lines = [line for line in message.split("\n") if line.strip()]
    return lines[-1].strip() if lines else ""

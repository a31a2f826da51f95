# Goes through a list of lines, and still lets a message in a dict grow by `+=`.
import re
from datetime import datetime

BEGIN = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:?\d\d)) (\S+) (DEBUG|INFO|WARNING|ERROR) (.*)").match


def digest(text):
    failed, record = [], {"message": ""}
    for line in text.split("\n"):
        if begun := BEGIN(line):
            time, service, level, message = begun.groups()
            record = {"message": message}
            if level == "ERROR":
                failed.append((time, service, record))
        else:
            record["message"] += "\n" + line
    errors = {}
    for time, service, record in failed:
        errors.setdefault((service, reason(record["message"])), []).append(int(datetime.fromisoformat(time).timestamp()))
    rows = [(service, why, len(times), min(times), max(times)) for (service, why), times in errors.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))


def reason(message):
    """The last line with something in it: of a traceback, the exception."""
    return message.rstrip().rpartition("\n")[2].strip()

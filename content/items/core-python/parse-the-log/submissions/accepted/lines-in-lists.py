import re
from datetime import datetime

BEGIN = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:?\d\d)) (\S+) (DEBUG|INFO|WARNING|ERROR) (.*)").match


def digest(text):
    failed, lines = [], []
    for line in text.split("\n"):
        if begun := BEGIN(line):
            time, service, level, message = begun.groups()
            lines = [message]
            if level == "ERROR":
                failed.append((time, service, lines))
        else:
            lines.append(line)
    errors = {}
    for time, service, lines in failed:
        errors.setdefault((service, reason(lines)), []).append(int(datetime.fromisoformat(time).timestamp()))
    rows = [(service, why, len(times), min(times), max(times)) for (service, why), times in errors.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))


def reason(lines):
    """The last line with something in it: of a traceback, the exception."""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")

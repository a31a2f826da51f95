# Takes each line that begins with a date for a record, and saves the pattern.
from datetime import datetime


def digest(text):
    messages = []
    for line in text.split("\n"):
        parts = line.split(" ", 3)
        if line[:4].isdigit() and line[4:5] == "-" and len(parts) == 4:
            messages.append([*parts[:3], [parts[3]]])
        elif messages:
            messages[-1][3].append(line)
    errors = {}
    for time, service, level, lines in messages:
        if level == "ERROR":
            reason = next((line.strip() for line in reversed(lines) if line.strip()), "")
            errors.setdefault((service, reason), []).append(int(datetime.fromisoformat(time).timestamp()))
    rows = [(service, why, len(times), min(times), max(times)) for (service, why), times in errors.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))

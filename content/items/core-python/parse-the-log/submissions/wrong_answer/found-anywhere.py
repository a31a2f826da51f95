# Finds records in the middle of lines too, where a message quotes one.
import re
from collections import defaultdict
from datetime import datetime

RECORD = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:?\d\d)) (\S+) (DEBUG|INFO|WARNING|ERROR) "
)


def digest(text):
    begun = list(RECORD.finditer(text))
    ends = [record.start() for record in begun[1:]] + [len(text)]
    errors = defaultdict(list)
    for record, end in zip(begun, ends, strict=True):
        time, service, level = record.groups()
        if level == "ERROR":
            reason = text[record.end() : end].rstrip().rpartition("\n")[2].strip()
            errors[service, reason].append(int(datetime.fromisoformat(time).timestamp()))
    rows = [(service, why, len(times), min(times), max(times)) for (service, why), times in errors.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))

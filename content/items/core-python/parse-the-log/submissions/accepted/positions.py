import re
from collections import defaultdict
from datetime import datetime
from itertools import zip_longest

RECORD = re.compile(
    r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:?\d\d)) (\S+) (DEBUG|INFO|WARNING|ERROR) (.*)", re.MULTILINE
)


def digest(text):
    begun = list(RECORD.finditer(text))
    errors = defaultdict(list)
    for record, after in zip_longest(begun, begun[1:]):
        time, service, level, _ = record.groups()
        if level == "ERROR":
            end = after.start() if after else len(text)
            reason = text[record.start(4) : end].rstrip().rpartition("\n")[2].strip()
            errors[service, reason].append(int(datetime.fromisoformat(time).timestamp()))
    rows = [(service, why, len(times), min(times), max(times)) for (service, why), times in errors.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))

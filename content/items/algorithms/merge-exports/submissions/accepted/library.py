from heapq import merge


def merged(streams):
    last = {}
    for number, event in merge(*map(numbered, range(len(streams)), streams), key=lambda pair: pair[1]["at"]):
        if event["at"] < last.get(number, event["at"]):
            raise ValueError(f"Stream {number} is out of order: {event['at']} comes after {last[number]}.")
        last[number] = event["at"]
        yield event


def numbered(number, stream):
    return ((number, event) for event in stream)

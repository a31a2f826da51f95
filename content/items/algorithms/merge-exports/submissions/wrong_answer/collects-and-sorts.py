# Reads everything before it hands out the first event.
def merged(streams):
    events = []
    for number, stream in enumerate(streams):
        last = None
        for place, event in enumerate(stream):
            if last is not None and event["at"] < last:
                raise ValueError(f"Stream {number} is out of order.")
            last = event["at"]
            events.append((last, number, place, event))
            if len(events) > 1_000_000:
                return
    for _, _, _, event in sorted(events, key=lambda entry: entry[:3]):
        yield event

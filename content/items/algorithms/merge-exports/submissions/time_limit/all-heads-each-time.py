# Looks at the heads of all streams for each event, and at each head by sorting all of them.
def merged(streams):
    iterators = [iter(stream) for stream in streams]
    heads = [[next(events, None), number] for number, events in enumerate(iterators)]
    last = {}
    while True:
        present = [head for head in heads if head[0] is not None]
        if not present:
            return
        event, number = sorted(present, key=lambda head: (head[0]["at"], head[1]))[0]
        if event["at"] < last.get(number, event["at"]):
            raise ValueError(f"Stream {number} is out of order.")
        last[number] = event["at"]
        yield event
        heads[number][0] = next(iterators[number], None)

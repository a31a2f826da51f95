def serve(requests: list[tuple[int, int]], workers: int, patience: int) -> list[int | None]:
    """For each (arrival, cost) the millisecond in which it is done, or None where it is refused at the door."""
    raise NotImplementedError

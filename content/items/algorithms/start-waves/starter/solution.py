from collections.abc import Iterable, Mapping


def start_waves(needs: Mapping[str, Iterable[str]]) -> list[list[str]] | None:
    """The services in waves that can be started one after the other; None where a circle prevents it."""
    raise NotImplementedError

from collections.abc import Iterable, Iterator

type Row = tuple[str, int]


def differences(ours: Iterable[Row], theirs: Iterable[Row]) -> Iterator[tuple[str, str, int]]:
    """Rows of two lists sorted by reference that have no match on the other side, as (side, reference, cents)."""
    raise NotImplementedError

from collections.abc import Hashable, Sequence


def longest_stretch(ids: Sequence[Hashable]) -> tuple[int, int]:
    """Where the longest stretch without a repeated id starts and stops (`ids[start:stop]`); the first of equal ones."""
    raise NotImplementedError

from collections.abc import Hashable, Iterable


def shown(comments: Iterable[tuple[Hashable, Hashable | None]]) -> list[tuple[int, Hashable]]:
    """The comments `(id, parent)` in the order in which a page shows them, as pairs `(depth, id)`."""
    raise NotImplementedError

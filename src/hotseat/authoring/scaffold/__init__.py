"""The folder of a new item: it runs and is proved as it is, and says at each place what its author must write."""

from hotseat.authoring.scaffold.laying import Occupied, lay

__all__ = ["Occupied", "lay"]

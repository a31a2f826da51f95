"""Reads the curriculum: the roadmap, the items, their texts and rubrics. Every file is validated here, by one mechanism."""

from hotseat.curriculum.catalogue import Curriculum, UnknownItem, load
from hotseat.curriculum.folder import ItemFolder
from hotseat.curriculum.reading import Unreadable

__all__ = ["Curriculum", "ItemFolder", "UnknownItem", "Unreadable", "load"]

"""Whether an item can be run on this machine at all."""

import re
import sys

from hotseat.core.item import Item
from hotseat.services import NAMES, MissingService, service


def missing_here(item: Item, version: tuple[int, int] = sys.version_info[:2]) -> str:
    """Why the item cannot be run here, with what to install; "" when it can."""
    oldest = re.fullmatch(r">=(\d+)\.(\d+)", item.python)
    if oldest and version < (int(oldest[1]), int(oldest[2])):
        return f"It needs Python {oldest[1]}.{oldest[2]} or later; this is {version[0]}.{version[1]}."
    for name in item.services:
        try:
            if name in NAMES:
                service(name)
        except MissingService as error:
            return str(error)
    return ""

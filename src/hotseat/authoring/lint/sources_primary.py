"""Sources are primary ones with a version or a date, and an address that can be opened."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder

ADDRESS = re.compile(r"\w+://\S*")
SECONDARY = re.compile(
    r"(?i)medium\.com|stack ?overflow|stackexchange|dev\.to|real ?python|geeksforgeeks|w3schools|tutorialspoint|wikipedia"
    r"|youtube|reddit|quora|baeldung|\bblog\b|\btutorial by\b|chatgpt"
)


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Read each source's text."""
    for name, text in folder.item.sources.items():
        if second_hand := SECONDARY.search(text):
            fix = "Cite what it rests on: documentation, source code, a standard, a paper."
            yield found(folder, "item.toml", f"The source {name} looks second-hand ({second_hand[0]}).", fix)
        if not re.search(r"\d", ADDRESS.sub("", text)):
            fix = "Say which version, or when it was published: facts age."
            yield found(folder, "item.toml", f"The source {name} has no version and no date.", fix)
        for address in ADDRESS.findall(text):
            if not _opens(address):
                fix = "Write the whole address, https://host/path, with nothing after it."
                yield found(folder, "item.toml", f"{address} in the source {name} is no address of a page.", fix)


def _opens(address: str) -> bool:
    """Whether it has the form of a public page's address."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        return parts.scheme == "https" and "." in host and parts.port is None and not re.search(r"[.,;:)\]]$|[<>\"]", address)
    except ValueError:
        return False

"""The one way in which a file of the curriculum is read and checked: TOML into a struct that refuses unknown keys."""

from pathlib import Path

import msgspec

FORMAT_VERSION = 1
MAX_TEXT = 400_000


class Unreadable(ValueError):
    """A file of the curriculum cannot be used. `where` is the file, the text says what is wrong, `fix` what mends it."""

    def __init__(self, where: str, message: str, fix: str) -> None:
        super().__init__(message)
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.where}: {self.args[0]} Fix: {self.fix}"


class Strict(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Base of every file's form: an unknown key is an error, not a silent nothing."""


def read_text(path: Path) -> str:
    """The file as UTF-8 text. Raises `Unreadable` when it is missing, too long or not UTF-8."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(str(path), f"It cannot be read ({error.strerror}).", "Create it, or correct its rights.") from None
    if len(data) > MAX_TEXT:
        raise Unreadable(str(path), f"It is {len(data):,} bytes; {MAX_TEXT:,} is the most.", "Shorten it.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(str(path), f"It is not UTF-8 (byte {error.start}).", "Save it as UTF-8.") from None


def read_toml[S](path: Path, form: type[S]) -> S:
    """The TOML file as a `form`. Raises `Unreadable` with the key and what it should be."""
    text = read_text(path)
    try:
        return msgspec.toml.decode(text, type=form)
    except msgspec.ValidationError as error:
        raise Unreadable(str(path), f"{error}.", "See docs/item-format.md for the keys and their types.") from None
    except msgspec.DecodeError as error:
        raise Unreadable(str(path), f"It is not TOML: {error}.", "Correct the syntax at that line.") from None


def require_version(path: Path, found: int) -> None:
    """Raise `Unreadable` for a format that this Hotseat does not know."""
    if found != FORMAT_VERSION:
        raise Unreadable(
            str(path),
            f"It has format_version {found}; this Hotseat reads {FORMAT_VERSION}.",
            "Update Hotseat, or set format_version = 1 if the file has that form.",
        )

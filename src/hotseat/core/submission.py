"""What a learner hands to the judge: a frozen set of files."""

from collections.abc import Mapping
from dataclasses import dataclass

MAX_FILES = 64
MAX_BYTES = 1_000_000
"""A submission's whole size. People write kilobytes; anything near this is data or an attack."""
LONGEST_PATH = 255
"""Bytes of a path: what the usual file systems take for a single name, and far more than a starter needs."""


class SubmissionRefused(ValueError):
    """The files cannot be a submission. The text is a sentence for the learner: what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Submission:
    """Files by their relative POSIX path. Build it with `of`, which checks paths and size."""

    files: Mapping[str, bytes]

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> "Submission":
        """A submission of these files, in the order of their names.

        Raises `SubmissionRefused` for no file, too many, too much, or a path that is absolute, climbs, cannot be a file's
        name or is another file's folder.
        """
        if not files:
            raise SubmissionRefused(
                "The submission holds no file. Write your answer into the starter's files, then submit again."
            )
        if len(files) > MAX_FILES:
            raise SubmissionRefused(
                f"The submission holds {len(files)} files; {MAX_FILES} is the most. Submit only the item's own files."
            )
        size = sum(len(data) for data in files.values())
        if size > MAX_BYTES:
            raise SubmissionRefused(f"The submission is {size:,} bytes; {MAX_BYTES:,} is the most. Take data files out of it.")
        for path in files:
            if not _plain(path):
                raise SubmissionRefused(f"{path!r} is not a plain relative path. Name files as the starter does.")
            folders = (path[:end] for end, character in enumerate(path) if character == "/")
            if folder := next((folder for folder in folders if folder in files), ""):
                raise SubmissionRefused(f"{folder!r} is both a file and a folder. Name files as the starter does.")
        return cls(dict(sorted(files.items())))

    def text(self, path: str) -> str:
        """The file as UTF-8 text, a byte-order mark dropped. Raises `SubmissionRefused` when it is missing or not UTF-8."""
        try:
            return self.files[path].decode("utf-8-sig")
        except KeyError:
            raise SubmissionRefused(f"The submission has no {path}. Its files: {', '.join(self.files)}.") from None
        except UnicodeDecodeError as error:
            raise SubmissionRefused(
                f"{path} is not UTF-8 text (byte {error.start}). Save it as UTF-8 and submit again."
            ) from None


def _plain(path: str) -> bool:
    """Whether it is a short relative path of printable names."""
    if not path.isprintable() or "\\" in path or len(path.encode()) > LONGEST_PATH:
        return False
    return not any(part in ("", ".", "..") for part in path.split("/"))

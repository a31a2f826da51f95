"""Takes a résumé's file in. Its parsers run in the sandbox, because a file from anywhere is input that nobody trusts."""

from hotseat.intake.reader import FORMATS, MAX_BYTES, ReadPage, ReadResume, format_of, read

__all__ = ["FORMATS", "MAX_BYTES", "ReadPage", "ReadResume", "format_of", "read"]

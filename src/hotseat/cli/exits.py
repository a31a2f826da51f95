"""What a command's exit code says, and the exceptions that end a command with one."""

DONE = 0
FAILED = 1
"""The check that was asked for failed."""
USAGE = 2
BROKEN = 3
"""Hotseat itself, or the machine under it, failed."""
INTERRUPTED = 130
PIPE_CLOSED = 141
"""As a shell reports SIGPIPE: whoever read the output stopped reading."""


class Stop(Exception):
    """Ends the command. The text is for the person: what happened, what was kept, what to do."""

    code = BROKEN


class CheckFailed(Stop):
    """What was asked for was checked, and does not hold."""

    code = FAILED


class UsageError(Stop):
    """The command cannot be run as it was given."""

    code = USAGE


class Broken(Stop):
    """Hotseat cannot do it here, through no fault of the command."""

    code = BROKEN

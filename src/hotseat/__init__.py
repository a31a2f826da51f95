"""Hotseat: a local-first gym for senior Python interviews, where every answer is proved by running it."""

__version__ = "0.1.0"

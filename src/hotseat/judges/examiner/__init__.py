"""Asks an item's judge/cases.py for its cases and checks, in a sandbox of its own that the submission never sees."""

"""One folder per kind, one protocol (`protocol.py`), one lazy registry (`registry.py`); kinds never import each other.

This package and its sub-packages import nothing by themselves: parts of them are also imported inside the sandbox.
"""

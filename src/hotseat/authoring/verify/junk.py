"""Submissions that nobody should get anything for."""

import ast
import itertools
import json

from hotseat.authoring.verify import decide
from hotseat.authoring.verify.judging import judged
from hotseat.authoring.verify.outcome import Ledger
from hotseat.core.submission import Submission
from hotseat.curriculum import ItemFolder
from hotseat.judges.protocol import Tools
from hotseat.judges.registry import single

LEAK = "the hidden cases are:"
READS = f"""\
import os, sys
here = {{judge!r}}
for folder in (here, "judge", "../judge", "/judge", *(os.path.join(path, "judge") for path in sys.path)):
    try:
        with open(os.path.join(folder, "cases.py")) as file:
            print({LEAK!r}, file.read(80))
    except OSError:
        pass
"""
PYTHON = {
    "empty": "",
    "import error": "import there_is_no_module_of_this_name\n",
    "endless loop": "while True:\n    pass\n",
    "sys.exit(0)": "import sys\n\nsys.exit(0)\n",
    "os._exit(0)": "import os\n\nos._exit(0)\n",
    "output flood": "while True:\n    print('x' * 1000)\n",
    "reading judge/": READS,
    "binary": "\0\1\2\3",
}
VALUES = {"None": "None", "nonsense": "[float('nan'), {'x': [None]}, 'y']"}
TEXTS = {"empty": "", "binary": "\0\1\2\3", "flood": "x\n" * 200_000, "a null byte": "1\0"}
ANSWERS = {
    "empty": "",
    "not TOML": "][",
    "no answer": "seed = 1\n",
    "an unknown probe": 'seed = 1\n[answers]\nno-such-probe = ["1"]\n',
    "a seed beyond 64 bits": f"seed = {10**30}\n",
}
ODD = ("", "nan", "1e999", "9" * 5000)
"""What people type, or send, where a figure is asked for."""


def verify_junk(folder: ItemFolder, tools: Tools, seed: int, ledger: Ledger) -> None:
    """Judge each piece of junk."""
    for name, submission in _junk(folder).items():
        report = judged(folder, submission, tools, seed)
        leaked = LEAK in report.output
        ledger.note(decide.junk(folder.item.id, name, report, leaked=leaked))
        ledger.counts["junk"] += 1


def _junk(folder: ItemFolder) -> dict[str, Submission]:
    """The junk for the item's kind, by what it is."""
    kind, file = folder.item.kind, single(folder)
    if kind == "explain":
        probes = [probe.id for probe in folder.rubric().probes]
        odd = "seed = 1\n[answers]\n"
        for probe, answer in zip(probes, itertools.cycle(ODD), strict=False):
            odd += f"{json.dumps(probe)} = [{json.dumps(answer)}]\n"
        texts = ANSWERS | {"odd answers": odd} if probes else {}
        return {name: Submission.of({file: text.encode()}) for name, text in texts.items()}
    if kind == "predict":
        return {name: Submission.of({file: text.encode()}) for name, text in TEXTS.items()}
    judge = str(folder.path / "judge")
    texts = {name: text.replace("{judge!r}", repr(judge)) for name, text in PYTHON.items()}
    texts |= {f"returns {what}": _returning(folder.starter()[file].decode(), value) for what, value in VALUES.items()}
    return {name: Submission.of({file: text.encode()}) for name, text in texts.items()}


def _returning(starter: str, value: str) -> str:
    """A submission with the starter's functions and classes, all of which give this value whatever is asked."""
    parts = []
    for node in ast.parse(starter).body:
        if isinstance(node, ast.FunctionDef):
            parts.append(f"def {node.name}(*_, **__):\n    return {value}\n")
        elif isinstance(node, ast.ClassDef):
            parts.append(
                f"class {node.name}:\n    def __init__(self, *_, **__):\n        pass\n"
                f"    def __getattr__(self, name):\n        return lambda *_, **__: {value}\n"
            )
    return "\n".join(parts)

"""A new `predict` item: a short program, one counterfactual, and right and wrong predictions."""

from hotseat.authoring.scaffold.common import DESIGN, HINTS, item_toml

TABLE = """\

[predict]
program = "program.py"

[[predict.counterfactual]]
ask = "WRITE: what does it print if this line changes?"
replace = "other = values"
with = "other = list(values)"
"""

PROGRAM = """\
values = [1, 2, 3]
other = values
other.append(4)
print(len(values), values is other)
"""

QUESTION = """\
WRITE: where a reader meets a program like this one; then: what does it print, and what if the marked line were another?
"""

ANSWER = """\
## What it prints
WRITE: what it prints, line by line, and why.

## What the change does
WRITE: what the counterfactual prints, and which rule decides both.
"""

FILES = {
    "item.toml": item_toml("predict", level="mid", minutes=4, more=TABLE),
    "question.md": QUESTION,
    "hints.md": HINTS,
    "answer.md": ANSWER,
    "design.md": DESIGN,
    "starter/program.py": PROGRAM,
    "submissions/accepted/right/prediction.txt": "4 True\n",
    "submissions/accepted/right/counterfactual-1.txt": "3 False\n",
    "submissions/wrong_answer/copies/prediction.txt": "3 False\n",
    "submissions/wrong_answer/copies/counterfactual-1.txt": "3 False\n",
    "submissions/wrong_answer/always-aliases/prediction.txt": "4 True\n",
    "submissions/wrong_answer/always-aliases/counterfactual-1.txt": "4 True\n",
    "submissions/expect.toml": '"wrong_answer/copies" = "prediction"\n"wrong_answer/always-aliases" = "counterfactual-1"\n',
}

"""A small curriculum for the pages: one item of each kind and one that is self-assessed, quick to judge and to prove."""

import shutil
from pathlib import Path
from textwrap import dedent

from hotseat.curriculum.attacks import ITEM as ATTACKED

EXPLAIN, PREDICT, CODE, OPTIMIZE, STORY = (f"00000000-0000-4000-8000-00000000000{n}" for n in range(1, 6))

CONTENT = Path(__file__).parents[2] / "content"
ATTACKS = ("d04_good", "d05_wrong", "x03_sys_exit")

FILES = {
    "core-python/copies": {
        "item.toml": f"""
            format_version = 1
            uuid = "{EXPLAIN}"
            title = "What does a slice of a list copy?"
            kind = "explain"
            covers = ["core-python.shallow-deep-copy", "core-python.mutable-immutable"]
            level = "senior"
            minutes = 8
            license = "the project's own"
            seconds = 1
            [sources]
            seq = "Python Library Reference, Sequence Types, https://docs.python.org/3/library/stdtypes.html"
            """,
        "question.md": "A colleague writes `rows[:]` before changing a row, *to be safe*. What did that protect, and what not?\n",
        "hints.md": "1. Which objects are new?\n2. Ask `is` of the entries.\n",
        "answer.md": """
            ## In thirty seconds
            A slice makes a new list that holds the same objects [new-list] [same-entries].

            ## What
            The list is copied, its entries are not [same-entries].

            ## How
            `list.__getitem__` allocates n pointers and increments n counts [source: seq, note 3].

            ```python
            copy = rows[:]
            copy[0] is rows[0]  # True
            ```

            ## Why
            Copying deeper would need to know how [source: seq].

            ## When this is wrong
            For entries that nobody can change there is no difference to see [same-entries].

            ## In production
            Copy what you change. The cost of a slice grows with its length [cost-grows].

            ## Mid-level and senior
            A mid-level says "shallow copy". A senior says which objects are shared, and shows it.
            """,
        "rubric.toml": """
            [[criterion]]
            id = "sharing"
            weight = 2
            text = "Says that the entries are shared."
            claims = ["same-entries"]
            follow_up = "Which of the two lists sees `copy[0].append(1)`?"
            follow_up_answer = "Both: it changes the shared entry [same-entries]."
            [[criterion.probe]]
            id = "shared"
            ask = "`copy = rows[:]` with {size} rows. Of how many indices `i` is `copy[i] is rows[i]`?"
            form = "integer"
            answer = "shared"
            parameters = { size = [3, 7, 12, 40] }
            explain = "Every entry is the same object [same-entries]."

            [[criterion]]
            id = "new-list"
            text = "Says that the list itself is new."
            claims = ["new-list"]
            [[criterion.probe]]
            id = "after-append"
            ask = "`copy = rows[:]`, then `copy.append(1)` {times} times. How much longer is `rows`?"
            form = "choice"
            answer = "after_append"
            options = ["not at all", "by one", "by as many as were appended", "it depends on the length"]
            parameters = { times = [1, 2, 5] }
            explain = "The list is new [new-list]."

            [[criterion]]
            id = "cost"
            text = "Names what the copy costs."
            paraphrases = ["it is O(n)"]
            sources = ["seq"]

            [[misconception]]
            text = "A slice protects what is inside."
            answered_by = "same-entries"
            because = "For numbers it looks so."
            """,
        "claims.toml": """
            [[claim]]
            id = "new-list"
            says = "A slice is another list."
            [[claim.mutation]]
            replace = "rows[:]"
            with = "rows"
            [[claim]]
            id = "same-entries"
            says = "Its entries are the very same objects, whatever the length."
            [[claim.mutation]]
            replace = "rows[:]"
            with = "[list(row) for row in rows]"
            [[claim]]
            id = "cost-grows"
            says = "Its memory grows with its length."
            [[claim.mutation]]
            replace = "rows[:]"
            with = "rows[:3]"
            """,
        "proof.py": """
            # %% The list and its entries
            import sys

            from hotseat.proof import chart, claim, probe, show


            def sliced(size):
                rows = [[n] for n in range(size)]
                return rows, rows[:]


            @claim("new-list")
            def the_list_is_new():
                rows, copy = sliced(3)
                return copy is not rows


            @claim("same-entries")
            def the_entries_are_shared():
                shared = [sum(a is b for a, b in zip(*sliced(size))) for size in (1, 10, 100)]
                show("shared entries at 1, 10 and 100", shared)
                return shared == [1, 10, 100]


            # %% What it costs
            @claim("cost-grows")
            def memory_grows():
                sizes = [1, 10, 100, 1000]
                needed = [sys.getsizeof(sliced(size)[1]) for size in sizes]
                chart("Memory of a slice", sizes, {"slice": needed, "per entry": [n / s for n, s in zip(needed, sizes)]},
                      x_label="entries", y_label="bytes", log_x=True, log_y=True, mark={"a page": 500})
                return needed == sorted(needed)


            @probe
            def shared(size):
                return sum(a is b for a, b in zip(*sliced(size)))


            @probe
            def after_append(times):
                rows, copy = sliced(3)
                for _ in range(times):
                    copy.append(1)
                return "not at all" if len(rows) == 3 else "by one"
            """,
    },
    "core-python/defaults": {
        "item.toml": f"""
            format_version = 1
            uuid = "{PREDICT}"
            title = "A list as a default"
            kind = "predict"
            covers = ["core-python.execution-model"]
            level = "mid"
            minutes = 5
            license = "the project's own"
            [predict]
            program = "program.py"
            [[predict.counterfactual]]
            ask = "What if the list is made inside?"
            replace = "def add(item, bucket=[]):"
            with = "def add(item, bucket=None):\\n    bucket = [] if bucket is None else bucket"
            """,
        "question.md": "When is a default evaluated?\n",
        "hints.md": "1. How often does `def` run?\n",
        "answer.md": "## Once\nThe default is evaluated when `def` is executed.\n",
        "starter/program.py": """
            def add(item, bucket=[]):
                bucket.append(item)
                return bucket


            print(add(1))
            print(add(2))
            """,
    },
    "algorithms/adding": {
        "item.toml": f"""
            format_version = 1
            uuid = "{CODE}"
            title = "Add two numbers"
            kind = "code"
            covers = ["algorithms.two-pointer"]
            level = "mid"
            minutes = 5
            license = "the project's own"
            [code]
            file = "solution.py"
            """,
        "question.md": "Write `add(a, b)`: the sum of two whole numbers.\n",
        "hints.md": "1. There is an operator.\n2. It is `+`.\n",
        "answer.md": "## How\n`a + b`.\n",
        "starter/solution.py": 'def add(a: int, b: int) -> int:\n    """The sum."""\n    raise NotImplementedError\n',
        "judge/cases.py": """
            from hotseat.judges.calls import Case

            def cases(chance):
                yield Case("the example", call="add", args=(1, 2), expect=3, shown=True)
                yield Case("negative numbers", call="add", args=(-71234, 4), expect=-71230)
                n = chance.randrange(100, 999)
                yield Case("drawn at random", call="add", args=(n, 1), expect=n + 1)
            """,
        "submissions/accepted/plus.py": "def add(a, b):\n    return a + b\n",
        "submissions/wrong_answer/first.py": "# ignores b\ndef add(a, b):\n    return 3\n",
    },
    "algorithms/summing": {
        "item.toml": f"""
            format_version = 1
            uuid = "{OPTIMIZE}"
            title = "Sum squares faster"
            kind = "optimize"
            covers = ["algorithms.optimize-slow-function"]
            level = "senior"
            minutes = 10
            license = "the project's own"
            [optimize]
            file = "solution.py"
            at_least = 5.0
            """,
        "question.md": "Make `total(n)`, the sum of the squares below n, at least five times as fast.\n",
        "hints.md": "1. There is a formula.\n",
        "answer.md": "## How\nA closed form.\n",
        "starter/solution.py": "def total(n):\n    found = 0\n    for k in range(n):\n        found += k * k\n    return found\n",
        "judge/cases.py": """
            from hotseat.judges.calls import Case

            def cases(chance):
                yield Case("ten", call="total", args=(10,), expect=285, shown=True)

            def workloads(chance):
                yield Case("three hundred thousand", call="total", args=(300_000,))
            """,
        "submissions/accepted/formula.py": "def total(n):\n    return (n - 1) * n * (2 * n - 1) // 6\n",
    },
    "leadership/mentoring": {
        "item.toml": f"""
            format_version = 1
            uuid = "{STORY}"
            title = "How do you mentor juniors?"
            kind = "explain"
            covers = ["leadership.mentoring"]
            level = "senior"
            minutes = 6
            license = "the project's own"
            [sources]
            rfc = "A primary source"
            """,
        "question.md": "Tell me about somebody who grew because of you.\n",
        "hints.md": "1. One person, one thing.\n",
        "answer.md": "## In thirty seconds\nOne person, what you did, what changed [source: rfc].\n",
        "rubric.toml": """
            [[criterion]]
            id = "one-person"
            text = "Speaks of one person."
            sources = ["rfc"]
            [[criterion]]
            id = "outcome"
            text = "Says what that person can do now."
            sources = ["rfc"]
            [[band]]
            level = "mid"
            answer = "I review their code."
            because = "It says nothing of the person."
            [[band]]
            level = "senior"
            answer = "I gave her the incident, and sat beside her."
            because = "One person, one act."
            """,
    },
}


def write_curriculum(root: Path) -> Path:
    """Write the items below `root`, with the project's own roadmap and what the attacks' page needs. Returns `root`."""
    root.mkdir(parents=True, exist_ok=True)
    shutil.copy(CONTENT / "roadmap.toml", root / "roadmap.toml")
    for item, files in FILES.items():
        for name, text in files.items():
            path = root / "items" / item / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    shutil.copytree(CONTENT / "items" / ATTACKED, root / "items" / ATTACKED)
    shutil.copytree(CONTENT / "resume", root / "resume")
    (root / "attacks").mkdir()
    for name in ATTACKS:
        shutil.copy(CONTENT / "attacks" / f"{name}.py", root / "attacks")
    return root

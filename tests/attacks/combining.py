"""More attacks out of those of the corpus: combined in pairs, moved to other moments, and mutated. Number `n` is always the same."""

from random import Random
from textwrap import dedent

from hotseat.core.verdict import Verdict
from hotseat.curriculum.attacks import Attack

ANY = frozenset(verdict for verdict in Verdict if verdict.about_the_submission) | {Verdict.INCONCLUSIVE}
"""On a busy machine, two attacks that use up the time together may end where no measurement decides: that harms nobody."""
NEVER_ACCEPTED = ANY - {Verdict.ACCEPTED}
LOAD = """
    def load(text):
        names = {"__name__": "solution"}
        exec(compile(text, "attack", "exec"), names)
        return names.get("two_sum", lambda nums, target: None)

    def quietly(run, *arguments):
        try:
            return run(*arguments)
        except BaseException:
            return None
"""
"""Two attacks run, whatever they do is swallowed, and the answer is wrong: nothing may turn that into accepted."""
WRONG = {
    "both at the first call": """
        def two_sum(nums, target):
            for text in ATTACKS:
                quietly(quietly(load, text) or len, nums, target)
            return [0, 0]
    """,
    "at import, and a wrong answer later": """
        loaded = [quietly(load, text) for text in ATTACKS]
        for one in loaded:
            quietly(one or len, [2, 7, 11, 15], 9)
        def two_sum(nums, target):
            return True
    """,
    "in threads, beside a wrong answer": """
        import threading
        def attack(text, nums, target):
            quietly(quietly(load, text) or len, nums, target)
        def two_sum(nums, target):
            for text in ATTACKS:
                threading.Thread(target=attack, args=(text, nums, target), daemon=True).start()
            return (0, 1)
    """,
    "in children that share the channel": """
        import os
        def two_sum(nums, target):
            for text in ATTACKS:
                if os.fork() == 0:
                    quietly(quietly(load, text) or len, nums, target)
                    os._exit(0)
            return []
    """,
    "when the wrong answer is let go": """
        class Answer(list):
            def __del__(self):
                for text in ATTACKS:
                    quietly(quietly(load, text) or len, [2, 7, 11, 15], 9)
        def two_sum(nums, target):
            return Answer([1, 1])
    """,
    "at the way out, after wrong answers": """
        import atexit
        for text in ATTACKS:
            atexit.register(lambda text=text: quietly(quietly(load, text) or len, [2, 7, 11, 15], 9))
        def two_sum(nums, target):
            raise SystemExit(0)
    """,
}


def combined(corpus: list[Attack], number: int) -> Attack:
    """The attack of this number, made from two of the corpus."""
    chance = Random(number)
    first, second = chance.sample([attack for attack in corpus if attack.group != "control"], 2)
    ways = [*WRONG, "mutated"]
    way = ways[number % len(ways)]
    if way == "mutated":
        source, verdicts = _mutated(first.source, chance), ANY
    else:
        source = f"ATTACKS = {[first.source, second.source]!r}\n{dedent(LOAD)}\n{dedent(WRONG[way])}".encode()
        verdicts = NEVER_ACCEPTED
    return Attack(f"{number:03}-{first.name}-{second.name}", way, "combined", verdicts, "as its parts", source)


def _mutated(source: bytes, chance: Random) -> bytes:
    """The same lines with some of them dropped, doubled or moved, and some bytes changed."""
    lines = source.split(b"\n")
    for _ in range(chance.randint(1, 3)):
        place, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(3):
            case 0:
                lines[place] = b""
            case 1:
                lines.insert(other, lines[place])
            case _:
                lines[place], lines[other] = lines[other], lines[place]
    data = bytearray(b"\n".join(lines))
    if chance.randrange(2):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)

"""Functions whose growth is known, for judging the judge of growth: several of each class, the work in Python and in C."""

from dataclasses import dataclass
from textwrap import dedent

ORDER = ("n", "n log n", "n sqrt n", "n^2", "n^2 log n", "n^3", "2^n")
"""From cheap to dear."""
INDISTINGUISHABLE = {("n log n", "n"), ("n^2 log n", "n^2"), ("n sqrt n", "n log n")}
"""A class and a bound that are a factor of log n apart, or nearly: no verdict is a mistake."""


@dataclass(frozen=True)
class Labelled:
    """A function `f(values)`, where `values` are n different whole numbers in an order drawn at random, and its class."""

    name: str
    grows: str
    source: str

    def keeps(self, bound: str) -> bool | None:
        """Whether it keeps the bound; None where that is within what cannot be told apart."""
        if (self.grows, bound) in INDISTINGUISHABLE:
            return None
        return ORDER.index(self.grows) <= ORDER.index(bound)


def _all(grows: str, functions: dict[str, str]) -> list[Labelled]:
    return [Labelled(name, grows, "def f(values):\n" + _indented(body)) for name, body in functions.items()]


def _indented(body: str) -> str:
    return "".join(f"    {line}\n" for line in dedent(body).strip().splitlines())


LABELLED = [
    *_all(
        "n",
        {
            "a loop": "total = 0\nfor one in values:\n    total += one\nreturn total",
            "a while loop": "i = total = 0\nwhile i < len(values):\n    total ^= values[i]\n    i += 1\nreturn total",
            "sum": "return sum(values)",
            "largest": "return max(values)",
            "a set": "return len(set(values))",
            "a dict of places": "return len({one: i for i, one in enumerate(values)})",
            "reversed copy": "return values[::-1]",
            "two passes": "low = min(values)\nreturn [one - low for one in values]",
            "prefix sums": "from itertools import accumulate\nreturn list(accumulate(values))",
            "a generator": "return sum(one * one for one in values)",
            "counting": "from collections import Counter\nreturn len(Counter(one % 97 for one in values))",
            "a deque": """
                from collections import deque
                waiting = deque(values)
                while waiting:
                    waiting.popleft()
                return 0
                """,
            "two sum": """
                seen = set()
                for one in values:
                    if -one in seen:
                        return True
                    seen.add(one)
                return False
                """,
            "join": "return ''.join(map(str, values))",
            "heapify": "import heapq\nheap = list(values)\nheapq.heapify(heap)\nreturn heap[0]",
            "text grown at its end": "text = ''\nfor one in values:\n    text += 'x'\nreturn len(text)",
        },
    ),
    *_all(
        "n log n",
        {
            "sorted": "return sorted(values)",
            "sort by a key": "return sorted(values, key=lambda one: -one)",
            "a heap": """
                import heapq
                heap, out = [], []
                for one in values:
                    heapq.heappush(heap, one)
                while heap:
                    out.append(heapq.heappop(heap))
                return out
                """,
            "merge sort": """
                def sort(part):
                    if len(part) < 2:
                        return part
                    left, right = sort(part[: len(part) // 2]), sort(part[len(part) // 2 :])
                    out, i, j = [], 0, 0
                    while i < len(left) and j < len(right):
                        if left[i] < right[j]:
                            out.append(left[i])
                            i += 1
                        else:
                            out.append(right[j])
                            j += 1
                    return out + left[i:] + right[j:]
                return sort(values)
                """,
            "a bisection for each": """
                from bisect import bisect_left
                order = sorted(values)
                return [bisect_left(order, one) for one in values]
                """,
            "a bisection for each, in Python": """
                order, found = sorted(values), 0
                for one in values:
                    low, high = 0, len(order)
                    while low < high:
                        middle = (low + high) // 2
                        if order[middle] < one:
                            low = middle + 1
                        else:
                            high = middle
                    found += low
                return found
                """,
            "halves": """
                total, step = 0, len(values)
                while step:
                    for one in values:
                        total += one
                    step //= 2
                return total
                """,
            "nlargest of a half": "import heapq\nreturn heapq.nlargest(len(values) // 2, values)",
            "a tree of counts": """
                tree = [0] * (len(values) + 1)
                order = {one: i + 1 for i, one in enumerate(sorted(values))}
                for one in values:
                    place = order[one]
                    while place < len(tree):
                        tree[place] += 1
                        place += place & -place
                return tree[-1]
                """,
            "sorted again and again by halves": """
                part = list(values)
                while len(part) > 1:
                    part = sorted(part)[: len(part) // 2]
                return part
                """,
        },
    ),
    *_all(
        "n sqrt n",
        {
            "blocks": """
                block = int(len(values) ** 0.5) + 1
                total = 0
                for one in values:
                    for i in range(block):
                        total += i
                return total
                """,
            "trial division": """
                found = 0
                for one in range(2, len(values)):
                    k = 2
                    while k * k <= len(values):
                        k += 1
                    found += k
                return found
                """,
            "sums of slices": "block = int(len(values) ** 0.5) + 1\nreturn sum(sum(values[i : i + block]) for i in range(len(values)))",
            "comprehension of blocks": """
                block = int(len(values) ** 0.5) + 1
                return sum(len([k for k in range(block)]) for one in values)
                """,
        },
    ),
    *_all(
        "n^2",
        {
            "all pairs": """
                found = 0
                for one in values:
                    for other in values:
                        if one < other:
                            found += 1
                return found
                """,
            "pairs once": """
                found = 0
                for i in range(len(values)):
                    for j in range(i):
                        found += values[i] > values[j]
                return found
                """,
            "in a list": "seen = []\nfor one in values:\n    if one not in seen:\n        seen.append(one)\nreturn len(seen)",
            "count of each": "return max(values.count(one) for one in values)",
            "index of each": "return [values.index(one) for one in values]",
            "bubble sort": """
                row = list(values)
                for end in range(len(row), 1, -1):
                    for i in range(end - 1):
                        if row[i] > row[i + 1]:
                            row[i], row[i + 1] = row[i + 1], row[i]
                return row
                """,
            "insertion sort": """
                row = list(values)
                for i in range(1, len(row)):
                    j = i
                    while j and row[j - 1] > row[j]:
                        row[j - 1], row[j] = row[j], row[j - 1]
                        j -= 1
                return row
                """,
            "selection by min": """
                left, out = list(values), []
                while left:
                    least = min(left)
                    left.remove(least)
                    out.append(least)
                return out
                """,
            "copies that shrink": "rest, total = values, 0\nwhile rest:\n    total += rest[0]\n    rest = rest[1:]\nreturn total",
            "sum of every prefix": "return [sum(values[:i]) for i in range(len(values))]",
            "a list rebuilt": "row = values[:0]\nfor one in values:\n    row = row + [one]\nreturn len(row)",
            "pop from the front": "row, total = values.copy(), 0\nwhile row:\n    total += row.pop(0)\nreturn total",
            "insert at the front": "row = []\nfor one in values:\n    row.insert(0, one)\nreturn row",
            "a generator of pairs": "return sum(1 for one in values for other in values if one == other)",
            "largest of every suffix": "return [max(values[i:]) for i in range(len(values))]",
            "text of tuples": "total = ()\nfor one in values:\n    total += (one,)\nreturn len(total)",
            "sort of all so far": "row = []\nfor one in values:\n    row = sorted([*row, one], key=lambda x: -x)\nreturn row",
            "any over a list": "return [any(one == other for other in values) for one in values][:1]",
            "recursion by slices": """
                def add(part):
                    return part[0] + add(part[1:]) if part else 0
                import sys
                sys.setrecursionlimit(200_000)
                return add(values)
                """,
        },
    ),
    *_all(
        "n^2 log n",
        {
            "sorted for each": "return sum(sorted(values)[0] for one in values)",
            "a heap for each": """
                import heapq
                total = 0
                for one in values:
                    heap = []
                    for other in values:
                        heapq.heappush(heap, -other)
                    total += heap[0]
                return total
                """,
        },
    ),
    *_all(
        "n^3",
        {
            "triples": """
                found = 0
                for a in values:
                    for b in values:
                        for c in values:
                            found += a < b < c
                return found
                """,
            "three sum by in": "return [1 for a in values for b in values if -(a + b) in values]",
            "every slice's sum": """
                best = 0
                for i in range(len(values)):
                    for j in range(i, len(values)):
                        best = max(best, sum(values[i:j]))
                return best
                """,
            "products of matrices": """
                n = len(values)
                rows = [values] * n
                return sum(rows[i][k] * rows[k][j] for i in range(n) for j in range(n) for k in range(n))
                """,
            "floyd and warshall": """
                n = len(values)
                away = [[(i * j) % 7 + 1 for j in range(n)] for i in range(n)]
                for k in range(n):
                    for i in range(n):
                        for j in range(n):
                            if away[i][k] + away[k][j] < away[i][j]:
                                away[i][j] = away[i][k] + away[k][j]
                return away[0][0]
                """,
        },
    ),
    *_all(
        "2^n",
        {
            "all subsets": """
                from itertools import combinations
                return sum(1 for size in range(len(values)) for one in combinations(values, size))
                """,
            "fibonacci": """
                def fibonacci(n):
                    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)
                return fibonacci(len(values))
                """,
            "subset sums": """
                def sums(i, total):
                    return int(total == -1) if i == len(values) else sums(i + 1, total) + sums(i + 1, total + values[i])
                return sums(0, 0)
                """,
            "choices": """
                def choose(rest):
                    return 1 + choose(rest[1:]) + choose(rest[1:]) if rest else 1
                return choose(values)
                """,
            "powers": "total = 0\nfor number in range(2 ** len(values)):\n    total += number & 1\nreturn total",
        },
    ),
]

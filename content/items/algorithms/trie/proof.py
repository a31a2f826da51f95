# %% A trie, and real names to put in
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from math import log2
from random import Random

from hotseat.proof import chart, claim, paired_ratio, probe, show


class Node:
    """What comes after one prefix, and whether a word ends with it."""

    __slots__ = ("children", "ends")

    def __init__(self):
        self.children = {}
        self.ends = False


def trie_of(words):
    root = Node()
    for word in words:
        node = root
        for letter in word:
            node = node.children.setdefault(letter, Node())
        node.ends = True
    return root


def walk(node):
    """The node and all below it."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.children.values())


def names():
    """5000 names of characters, as Unicode has them: real texts with long common beginnings, shuffled."""
    found = [unicodedata.name(chr(code), "") for code in range(0x20, 0x2600)]
    return Random(1).sample(sorted(name for name in found if name), 5000)


NAMES = names()


# %% Looking up: as many steps as letters
def step_by_step(node, word):
    """(the node of the word or None, children asked for)"""
    steps = 0
    for letter in word:
        node = node.children.get(letter)
        steps += 1
        if node is None:
            break
    return node, steps


def known_to(root, word):
    node, _ = step_by_step(root, word)
    return node is not None and node.ends


def beginnings_of(words):
    return {word[:length] for word in words for length in range(len(word) + 1)}


@claim("steps-are-letters")
def steps_of_hits_and_misses():
    rows = {}
    for size in (100, 1000, 5000):
        root = trie_of(NAMES[:size])
        rows[size] = [step_by_step(root, name)[1] for name in NAMES[:100]]
        beginnings = beginnings_of(NAMES[:size])
        for name in NAMES[:50]:
            missing = f"{name[: len(name) // 2]}#{name}"
            shared = max(length for length in range(len(missing)) if missing[:length] in beginnings)
            if step_by_step(root, missing)[1] != shared + 1:
                return False
    show("steps for the same 100 names, all of them, among 100, 1000 and 5000", [sum(row) for row in rows.values()])
    return all(row == [len(name) for name in NAMES[:100]] for row in rows.values())


@probe
def steps_asked(words, query):
    return step_by_step(trie_of(words.split()), query)[1]


@claim("words-share-nodes")
def nodes_and_letters():
    some = NAMES
    nodes, letters = sum(1 for _ in walk(trie_of(some))), sum(map(len, some))
    show("letters of 5000 names, and nodes of their trie", [letters, nodes])
    return nodes < letters / 2


@claim("end-mark-is-needed")
def beginnings_are_no_words():
    root, words = trie_of(NAMES[:300]), set(NAMES[:300])
    beginnings = beginnings_of(words) - words
    show("beginnings of 300 names that are no names", len(beginnings))
    return all(known_to(root, name) for name in words) and not any(known_to(root, text) for text in beginnings)


@claim("set-is-faster-for-membership")
def set_against_trie():
    known = set(NAMES)
    root, asked = trie_of(NAMES), NAMES[:200]
    ratio = paired_ratio(lambda: [name in known for name in asked], lambda: [known_to(root, name) for name in asked], rounds=15)
    show("set ÷ trie", str(ratio))
    return ratio.below(1 / 3)


# %% Completion: trie, scan, sorted list
class Text:
    """A text that counts, over all instances, how often texts are compared."""

    compared = 0

    def __init__(self, text):
        self.text = text

    def __lt__(self, other):
        Text.compared += 1
        return self.text < other.text


LAST = chr(sys.maxunicode)


def completed_by_bisect(ordered, prefix):
    """(what begins with the prefix, comparisons)"""
    Text.compared = 0
    start = bisect_left(ordered, Text(prefix))
    stop = bisect_left(ordered, Text(prefix + LAST))
    return [one.text for one in ordered[start:stop]], Text.compared


def completed_by_trie(root, prefix):
    node, _ = step_by_step(root, prefix)
    if node is None:
        return []
    found, waiting = [], [(prefix, node)]
    while waiting:
        text, node = waiting.pop()
        if node.ends:
            found.append(text)
        waiting.extend((text + letter, child) for letter, child in node.children.items())
    return sorted(found)


PREFIXES = ["GREEK", "LATIN SMALL LETTER ", "LATIN SMALL LETTER A WITH", "CYRILLIC", "NO SUCH", "", "Z", "Σ"]


@claim("bisect-completes")
def the_same_words():
    root, ordered = trie_of([*NAMES, "GREEKß"]), [Text(name) for name in sorted([*NAMES, "GREEKß"])]
    most = 0
    for prefix in PREFIXES:
        scanned = sorted(name for name in [*NAMES, "GREEKß"] if name.startswith(prefix))
        found, compared = completed_by_bisect(ordered, prefix)
        most = max(most, compared)
        if not found == scanned == completed_by_trie(root, prefix):
            return False
    show("comparisons of the two searches among 5001 names, the most; the scan looks at", [most, len(ordered)])
    return most <= 2 * log2(len(ordered)) + 2


# %% Longest match
ROUTES = ["/", "/api", "/api/users", "/api/users/42", "/static", "/static/js/app"]
PATHS = ["/api/users/99", "/api/users/42/edit", "/api/v2", "/about", "/static/js/zoo", "/static/css/main", "/api/users/4"]


def longest(root, path):
    """(the longest stored beginning of the path, steps)"""
    node, found, depth = root, "", 0
    for depth, letter in enumerate(path, 1):
        node = node.children.get(letter)
        if node is None:
            break
        if node.ends:
            found = path[:depth]
    return found, depth


def by_cuts(routes, path):
    """The same with a set: the path cut to each length, the longest first."""
    return next((path[:length] for length in range(len(path), 0, -1) if path[:length] in routes), "")


def drawn_routes(count):
    chance = Random(count)
    return {"/" + "/".join(chance.choices("abc", k=chance.randint(0, 6))) for _ in range(count)}


@claim("longest-match-is-one-walk")
def one_walk():
    for count in (2, 10, 50, 200):
        routes = drawn_routes(count) | set(ROUTES)
        root = trie_of(routes)
        for path in [*PATHS, *(route + "/b/c" for route in routes)]:
            found, steps = longest(root, path)
            if found != by_cuts(routes, path) or steps > len(path):
                return False
    show("longest route of /api/users/99", longest(trie_of(ROUTES), "/api/users/99")[0])
    return True


def before(routes, path):
    """The entry that stands before the path, or is it, in sorted order."""
    ordered = sorted(routes)
    return ordered[bisect_right(ordered, path) - 1]


@claim("neighbour-is-not-the-prefix")
def neighbours():
    wrong = [path for path in PATHS if not path.startswith(before(ROUTES, path)) and by_cuts(set(ROUTES), path)]
    show("paths whose neighbour in sorted order is no beginning of them", wrong)
    return len(wrong) > 0


@probe
def route_and_neighbour(path):
    return f"{longest(trie_of(ROUTES), path)[0]} {before(ROUTES, path)}"


def segments(path):
    return ("/", *path.strip("/").split("/"))


@claim("letters-cut-segments")
def an_id_that_begins_like_another():
    path = "/api/users/421"
    by_letters, _ = longest(trie_of(ROUTES), path)
    by_segments, _ = longest(trie_of(segments(route) for route in ROUTES), segments(path))
    show("route of /api/users/421 by letters, and by segments", [by_letters, "/".join(by_segments)])
    return by_letters == "/api/users/42" and by_segments == segments("/api/users")


# %% What it weighs
@claim("dict-nodes-are-heavy")
def bytes_of_both():
    nodes = list(walk(trie_of(NAMES)))
    trie = sum(sys.getsizeof(node) + sys.getsizeof(node.children) for node in nodes)
    flat = sys.getsizeof(sorted(NAMES)) + sum(map(sys.getsizeof, NAMES))
    show("bytes of the trie, bytes of the sorted list with its texts, ratio", [trie, flat, round(trie / flat, 1)])
    return trie > 10 * flat


def compressed(root):
    """The number of nodes when every chain is pressed into one step."""
    count, waiting = 0, [root]
    while waiting:
        node = waiting.pop()
        while len(node.children) == 1 and not node.ends:
            node = next(iter(node.children.values()))
        count += 1
        waiting.extend(node.children.values())
    return count


@claim("chains-compress")
def nodes_after_compression():
    sizes = [10, 100, 1000, 5000]
    plain = [sum(1 for _ in walk(trie_of(NAMES[:size]))) for size in sizes]
    pressed = [compressed(trie_of(NAMES[:size])) for size in sizes]
    chart(
        "Nodes of a trie", sizes, {"one for each letter": plain, "chains pressed together": pressed},
        x_label="names", y_label="nodes", log_x=True, log_y=True,
    )  # fmt: skip
    return all(few <= 2 * size and many > 3 * few for few, many, size in zip(pressed, plain, sizes, strict=True))


@probe
def nodes_of(words):
    root = trie_of(words.split())
    return [sum(1 for _ in walk(root)), compressed_below(root)]


def compressed_below(root):
    """As `compressed`, with the root always a node of its own."""
    return 1 + sum(compressed(child) for child in root.children.values())


# %% Marks, removals, spellings
MARK = "$"


def known_in_dicts(words, asked):
    root = {}
    for word in words:
        node = root
        for letter in word:
            node = node.setdefault(letter, {})
        node[MARK] = {}
    node = root
    for letter in asked:
        node = node.get(letter, {})
    return MARK in node


@claim("marker-may-collide")
def marks():
    wrongly = known_in_dicts(["price$"], "price")
    rightly = [known_in_dicts(["price"], "price"), known_in_dicts(["prices"], "price")]
    show("price is known when only price$ was stored", str(wrongly))
    return wrongly and rightly == [True, False]


def unmark(root, word):
    node, _ = step_by_step(root, word)
    node.ends = False


def remove(root, word):
    """Clear the mark, and take away the nodes that lead to no word."""
    path = [root]
    for letter in word:
        path.append(path[-1].children[letter])
    path[-1].ends = False
    for parent, letter in zip(reversed(path[:-1]), reversed(word), strict=True):
        child = parent.children[letter]
        if child.children or child.ends:
            break
        del parent.children[letter]


@claim("unpruned-nodes-stay")
def what_removal_leaves():
    words = NAMES[:500]
    whole, pruned = trie_of(words), trie_of(words)
    nodes = sum(1 for _ in walk(whole))
    for word in words:
        unmark(whole, word)
    for word in words:
        remove(pruned, word)
    left = [sum(1 for _ in walk(root)) for root in (whole, pruned)]
    show("nodes of 500 names; after clearing the marks; after pruning", [nodes, *left])
    return left == [nodes, 1]


ONE, TWO = unicodedata.normalize("NFC", "café"), unicodedata.normalize("NFD", "café")


@claim("spelling-decides-the-path")
def spellings():
    found = known_to(trie_of([TWO]), ONE)
    mended = known_to(trie_of([unicodedata.normalize("NFC", TWO)]), unicodedata.normalize("NFC", ONE))
    show("code points of the two spellings", [len(ONE), len(TWO)])
    return not found and mended

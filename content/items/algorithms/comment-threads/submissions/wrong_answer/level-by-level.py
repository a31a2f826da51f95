# Takes from the front, so that all threads come before all replies.
from collections import deque


def shown(comments):
    comments = list(comments)
    ids = {one for one, _ in comments}
    replies = {}
    waiting = deque()
    for one, parent in comments:
        if parent is None or parent not in ids:
            waiting.append((0, one))
        else:
            replies.setdefault(parent, []).append(one)
    order = []
    while waiting:
        depth, one = waiting.popleft()
        order.append((depth, one))
        waiting.extend((depth + 1, reply) for reply in replies.get(one, ()))
    return order

# Tests the parent for truth, so that replies to the comment 0 open threads.
def shown(comments):
    comments = list(comments)
    ids = {one for one, _ in comments}
    threads, replies = [], {}
    for one, parent in comments:
        if not parent or parent not in ids:
            threads.append(one)
        else:
            replies.setdefault(parent, []).append(one)
    waiting, order = [(0, one) for one in reversed(threads)], []
    while waiting:
        depth, one = waiting.pop()
        order.append((depth, one))
        waiting.extend((depth + 1, reply) for reply in reversed(replies.get(one, ())))
    return order

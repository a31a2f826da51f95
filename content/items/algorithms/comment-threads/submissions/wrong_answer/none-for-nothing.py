# Answers None when there is no comment.
def shown(comments):
    comments = list(comments)
    if not comments:
        return None
    ids = {one for one, _ in comments}
    threads, replies = [], {}
    for one, parent in comments:
        if parent is None or parent not in ids:
            threads.append(one)
        else:
            replies.setdefault(parent, []).append(one)
    waiting, order = [(0, one) for one in reversed(threads)], []
    while waiting:
        depth, one = waiting.pop()
        order.append((depth, one))
        waiting.extend((depth + 1, reply) for reply in reversed(replies.get(one, ())))
    return order

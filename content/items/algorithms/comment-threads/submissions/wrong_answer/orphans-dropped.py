# Starts from the comments without a parent only, so that those with a missing one vanish.
def shown(comments):
    replies = {}
    for one, parent in comments:
        replies.setdefault(parent, []).append(one)
    waiting, order = [(0, one) for one in reversed(replies.get(None, []))], []
    while waiting:
        depth, one = waiting.pop()
        order.append((depth, one))
        waiting.extend((depth + 1, reply) for reply in reversed(replies.get(one, [])))
    return order

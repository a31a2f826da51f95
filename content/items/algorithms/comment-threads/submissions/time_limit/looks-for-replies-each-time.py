# Looks through all comments for the replies of each one.
def shown(comments):
    comments = list(comments)
    ids = {one for one, _ in comments}
    waiting = [(0, one) for one, parent in reversed(comments) if parent is None or parent not in ids]
    order = []
    while waiting:
        depth, one = waiting.pop()
        order.append((depth, one))
        waiting.extend((depth + 1, reply) for reply, parent in reversed(comments) if parent is not None and parent == one)
    return order

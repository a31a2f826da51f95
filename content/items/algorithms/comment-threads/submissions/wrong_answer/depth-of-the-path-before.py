# Counts the depth up and down by one, and so loses it when several levels end together.
def shown(comments):
    comments = list(comments)
    ids = {one for one, _ in comments}
    threads, replies = [], {}
    for one, parent in comments:
        if parent is None or parent not in ids:
            threads.append(one)
        else:
            replies.setdefault(parent, []).append(one)
    order = []
    for thread in threads:
        waiting, depth = [thread], 0
        while waiting:
            one = waiting.pop()
            order.append((depth, one))
            below = replies.get(one, [])
            waiting.extend(reversed(below))
            depth = depth + 1 if below else max(depth - 1, 1)
    return order

# Calls itself for the replies, as deep as somebody replied.
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

    def show(one, depth):
        order.append((depth, one))
        for reply in replies.get(one, ()):
            show(reply, depth + 1)

    for one in threads:
        show(one, 0)
    return order

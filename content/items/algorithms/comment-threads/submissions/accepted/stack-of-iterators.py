def shown(comments):
    comments = list(comments)
    replies = {one: [] for one, _ in comments}
    threads = []
    for one, parent in comments:
        (threads if parent is None else replies.get(parent, threads)).append(one)
    order, open_levels = [], [iter(threads)]
    while open_levels:
        for one in open_levels[-1]:
            order.append((len(open_levels) - 1, one))
            open_levels.append(iter(replies[one]))
            break
        else:
            open_levels.pop()
    return order

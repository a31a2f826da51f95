# Takes for granted that the parent has been seen before its reply.
def shown(comments):
    replies, depth_of, threads = {}, {}, []
    for one, parent in comments:
        replies[one] = []
        if parent is None:
            depth_of[one] = 0
            threads.append(one)
        else:
            depth_of[one] = depth_of[parent] + 1
            replies[parent].append(one)
    order, waiting = [], threads[::-1]
    while waiting:
        one = waiting.pop()
        order.append((depth_of[one], one))
        waiting.extend(reversed(replies[one]))
    return order

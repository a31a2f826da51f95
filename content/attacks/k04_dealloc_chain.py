# title: deallocation of a 3-million-link chain
# group: stack
# verdicts: wrong_answer, crashed
# bound: ~150 MB
class N:
    __slots__ = 'n',
def two_sum(nums, target):
    h = None
    for _ in range(3_000_000):
        k = N(); k.n = h; h = k
    return None

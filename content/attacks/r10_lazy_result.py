# title: returned object does its work in __iter__/__eq__/__repr__, after the timer stopped
# group: time
# verdicts: time_limit, wrong_answer, crashed
# bound: RLIMIT_CPU
class Lazy(list):
    def __iter__(self):
        while True: pass
    __eq__ = __repr__ = __len__ = __getitem__ = __iter__
def two_sum(nums, target):
    return Lazy()

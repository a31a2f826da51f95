# title: exception whose __str__/__repr__/__class__ raise
# group: encoding
# verdicts: crashed, wrong_answer
# bound: -
class E(Exception):
    def __str__(self): raise E()
    __repr__ = __str__
def two_sum(nums, target):
    raise E()

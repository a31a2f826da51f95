# title: raises a BaseException subclass
# group: fakepass
# verdicts: crashed
# bound: -
class Boom(BaseException): pass
def two_sum(nums, target):
    raise Boom('x')

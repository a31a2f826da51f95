# title: exception with a 200 MB message and a raising __str__
# group: encoding
# verdicts: wrong_answer, crashed, output_limit
# bound: 200 MB
class E(Exception):
    def __str__(self): return 'x' * (200 << 20)
def two_sum(nums, target):
    raise E()

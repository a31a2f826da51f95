# title: returns 300 MB
# group: encoding
# verdicts: output_limit, wrong_answer, memory_limit
# bound: 300 MB
def two_sum(nums, target):
    return 'x' * (300 << 20)

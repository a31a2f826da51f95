# title: lone surrogates, NUL and control characters in the result
# group: encoding
# verdicts: wrong_answer
# bound: -
def two_sum(nums, target):
    return ['\ud800', '\x00', '\x1b[2J', '\u202e', '\uffff']

# title: object whose __reduce__ runs code where it is unpickled
# group: encoding
# verdicts: wrong_answer, crashed
# bound: prints only
class P:
    def __reduce__(self):
        return (print, ('PWNED-IN-JUDGE',))
def two_sum(nums, target):
    return P()

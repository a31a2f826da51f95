# title: pytest.exit(returncode=0) from the submission
# group: fakepass
# verdicts: crashed, wrong_answer
# bound: -
def two_sum(nums, target):
    try: import pytest
    except ImportError: raise RuntimeError('no pytest here')
    pytest.exit('done', returncode=0)

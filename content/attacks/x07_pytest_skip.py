# title: pytest.skip(): test neither fails nor runs
# group: fakepass
# verdicts: crashed, wrong_answer
# bound: -
def two_sum(nums, target):
    try: import pytest
    except ImportError: raise RuntimeError('no pytest here')
    pytest.skip('lol', allow_module_level=True)

# title: drops a conftest.py / sitecustomize.py / pytest.py next to the tests for the next run
# group: tamper
# verdicts: wrong_answer
# bound: writes only to the cwd
import os
for n in ('conftest.py', 'sitecustomize.py', 'usercustomize.py', 'json.py', 'pytest.py'):
    try: open(n, 'x').write('# planted\nraise SystemExit(0)\n')
    except OSError: pass
def two_sum(nums, target): return None

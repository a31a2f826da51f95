"""`bench`: the benchmarks of a checkout."""

import re

from tests.cli.running import Place


def test_without_a_name_it_lists_them(place: Place) -> None:
    done = place.run("bench")
    assert done.code == 0
    assert re.search(r"^  judge +From a request to a verdict: .+\.$", done.out, re.MULTILINE)
    assert re.search(r"^  learner +\S.+\.$", done.out, re.MULTILINE)


def test_an_unknown_one_is_usage(place: Place) -> None:
    done = place.run("bench", "juge")
    assert (done.code, done.out) == (2, "")
    assert "There is no benchmark 'juge'. There are attacks, growth, judge, learner, optimize." in done.err


def test_what_follows_the_name_is_the_benchmark_s_own(place: Place) -> None:
    done = place.run("bench", "judge", "--help")
    assert done.code == 0
    assert "10,000 submissions in a row" in done.out

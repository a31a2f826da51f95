from hotseat.core.verdict import Verdict


def test_the_vocabulary_is_closed() -> None:
    assert [verdict.value for verdict in Verdict] == [
        *("accepted", "wrong_answer", "time_limit", "memory_limit", "output_limit", "crashed"),
        *("inconclusive", "judge_error"),
    ]


def test_only_the_first_six_speak_about_the_submission() -> None:
    assert [verdict.about_the_submission for verdict in Verdict] == [True] * 6 + [False] * 2

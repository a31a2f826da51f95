"""The kill matrix as a table."""

from typing import Any

from hotseat.labs.telling.matrix import matrix


def case(part: str, service: str, **more: Any) -> dict[str, Any]:
    told = {"seed": 1, "wanted": "", "verdict": "accepted", "broken": [], "as_it_should_be": True, "seconds": 2.4}
    return {"part": part, "service": service} | told | more


def test_a_service_has_a_row_with_all_its_seeds() -> None:
    cases = [
        case("reference", "sqlite"),
        case("reference", "sqlite", seconds=7.6),
        case("wrong", "pw10", wanted="P6", broken=["P6"], verdict="wrong_answer"),
        case("wrong", "pw2", wanted="P10", broken=["P10", "P11"], verdict="wrong_answer"),
        case("wrong", "pw2", wanted="P10", broken=["P1"], verdict="wrong_answer", as_it_should_be=False),
        case("junk", "silent", verdict="crashed"),
    ]
    made = matrix({"item": "x/y", "message": "Said.", "cases": cases}, {"pw2": "A claim"}, made="Today.")
    assert made.splitlines()[2] == "Written by `hotseat lab verify --table`. Today. Said."
    assert [line for line in made.splitlines() if line.startswith("| ") and "---" not in line] == [
        "| service | verdicts | as it should be | seconds |",
        "| sqlite | accepted | 2 of 2 | 2 to 8 |",
        "| service | what is wrong | must break | broke it | broke besides | seconds |",
        "| PW2 | A claim | P10 | 1 of 2 | P1, P11 | 2 to 2 |",
        "| PW10 |  | P6 | 1 of 1 | – | 2 to 2 |",
        "| service | verdicts | as it should be | seconds |",
        "| silent | crashed | 1 of 1 | 2 to 2 |",
    ]

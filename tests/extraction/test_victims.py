"""Lists of victims, those who are taken up again, and deeds before the one of the report."""

from __future__ import annotations

import pytest

from conflict_data.extraction import Record, extract


def tolls(text: str) -> list[Record]:
    found = extract(text).of("casualty")
    return [one for one in found if one.role == "main" and one.status == "done" and "part_of" not in one.fields]


@pytest.mark.parametrize(
    ("text", "killed", "injured", "captured"),
    [
        ("The force killed one of the men; the other was captured.", ["1"], [], ["1"]),
        ("A raid killed 13 gunmen and three civilians, say officials.", ["16"], [], []),
        ("The blast resulted in three deaths.", ["3"], [], []),
        ("1 dead, 1 injured in shooting\nPolice say one man is dead and another is injured.", ["1"], ["1"], []),
        ("Seven people were injured in the blast. Four were treated at the scene.", [], ["7"], []),
        ("Six people died in blasts in Oxley. A third blast brought the death toll to eleven.", ["11"], [], []),
        ("A raid killed ten gunmen. Officials had condemned the last raid that killed four people.", ["10"], [], []),
    ],
)  # fmt: skip
def test_others_and_earlier_raids(text: str, killed: list[str], injured: list[str], captured: list[str]) -> None:
    found = tolls(text)
    for name, wanted in (("killed", killed), ("injured", injured), ("captured", captured)):
        assert [str(one.fields[name]) for one in found if name in one.fields] == wanted


def test_a_headline_is_filled_in_once() -> None:
    text = "Force detains gunmen in raid\nTwo guards were killed and several others detained. The arrest of this man helps."
    assert [str(one.fields["captured"]) for one in tolls(text) if "captured" in one.fields] == ["several"]

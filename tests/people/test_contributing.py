"""The example that CONTRIBUTING gives to newcomers passes the check, and the fault that it shows is the one that they would see."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from pipeline import contribution

from conflict_data.contract import Contract
from conflict_data.errors import Problem

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
AGREEMENT = "agr_6dcc8syd"


def block(language: str, holds: str) -> str:
    """The fenced block of the guide that holds a text."""
    found = [b for b in re.findall(rf"^```{language}\n(.*?)^```", GUIDE, flags=re.MULTILINE | re.DOTALL) if holds in b]
    assert len(found) == 1
    return str(found[0])


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the gazetteer and the agreement that the example names."""
    shutil.copytree(ROOT / "seeds" / "gazetteer", tmp_path / "seeds" / "gazetteer")
    (agreement,) = (ROOT / "seeds" / "records" / "agreements").rglob(f"*{AGREEMENT}.yaml")
    target = tmp_path / agreement.relative_to(ROOT)
    target.parent.mkdir(parents=True)
    shutil.copy(agreement, target)
    return tmp_path


def check(root: Path, contract: Contract, record: str) -> list[Problem]:
    """Put the guide's document and a record where it says, and check them."""
    named = re.search(r"`(seeds/documents/\S+\.md)`", GUIDE)
    shown = re.search(r"^ +(seeds/records/\S+\.yaml):", GUIDE, flags=re.MULTILINE)
    assert named and shown
    texts = {named[1]: block("markdown", "source_id"), shown[1]: record}
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    problems, _ = contribution.check_files(root, contract, [root / name for name in texts])
    return problems


def test_the_example_passes_and_is_in_its_one_form(checkout: Path, contract: Contract) -> None:
    assert check(checkout, contract, block("yaml", "exchange_id")) == []


def test_the_fault_that_the_guide_shows_is_what_the_check_says(checkout: Path, contract: Contract) -> None:
    record = block("yaml", "exchange_id")
    there = 'words: "303 Ukrainian soldiers", says: {total: 303}'
    assert there in record
    told = [
        str(p) for p in check(checkout, contract, record.replace(there, there.replace("{total: 303}", "{total: 330}")))
    ]
    shown = next(line.strip() for line in GUIDE.split("\n") if "reads as 303, not 330" in line)
    assert shown in told


def test_fix_puts_a_record_into_its_one_form_and_check_asks_for_it(checkout: Path, contract: Contract) -> None:
    record = block("yaml", "exchange_id")
    untidy = record.replace("  coder: anna\n", "").replace("exchange:\n", "exchange:\n  coder:   anna\n")
    assert any("run `make fix`" in str(p) for p in check(checkout, contract, untidy))
    (path,) = (checkout / "seeds" / "records" / "exchanges").rglob("*.yaml")
    assert contribution.check_files(checkout, contract, [path], fix=True) == ([], [path])
    assert path.read_text("utf-8") == record


def test_the_kinds_that_the_guide_names_can_be_scaffolded() -> None:
    from conflict_data.derive.record_schema import KINDS

    assert KINDS.keys() == {"attack", "exchange", "agreement", "casualty"}
    assert all(kind in GUIDE for kind in KINDS)

"""The specification's table of status codes is the code's."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from actors.base.receipt import BATCH_STATUSES
from actors.ledger.status import Status, status_of

SPEC = Path(__file__).parents[2] / "docs" / "spec" / "statuses.md"
ROW = re.compile(r"^\| (\d+) \| `(\w+)` \| (yes|no) \| (yes|no) \| (.+) \| (.+) \|$", re.M)


def test_the_specification_lists_every_code_with_both_sentences() -> None:
    listed = [
        (int(code), name, good == "yes", final == "yes", en, zh)
        for code, name, good, final, en, zh in ROW.findall(SPEC.read_text(encoding="utf-8"))
    ]
    assert listed == [(int(one), one.name, one.good, one.final, one.en, one.zh) for one in Status]


def test_sentences_are_sentences_in_both_languages_and_distinct() -> None:
    for one in Status:
        assert one.en.endswith(".")
        assert one.zh.endswith("。")
        assert re.search(r"[\u4e00-\u9fff]", one.zh)
        assert not re.search(r"[\u4e00-\u9fff]", one.en)
    assert len({one.en for one in Status}) == len({one.zh for one in Status}) == len(Status)


def test_statuses_of_whole_batches_are_those_that_a_receipt_knows_as_such() -> None:
    assert {one.name for one in Status if one in BATCH_STATUSES} == {
        "MALFORMED",
        "NOT_IN_ROSTER",
        "VALIDITY_TOO_LONG",
        "BATCH_EXPIRED",
        "SEQUENCE_TOO_OLD",
        "SEQUENCE_REPEATED",
    }


def test_codes_are_found_by_number() -> None:
    assert status_of(int(Status.CASH_SHORT)) is Status.CASH_SHORT
    assert Status.of(65_000) is None


def test_statuses_need_no_numpy() -> None:
    code = "import sys, actors.ledger.status; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=SPEC.parents[2], check=False).returncode == 0


def test_every_status_is_shown_by_a_test() -> None:
    """Its name stands in a test, as ``Status.NAME`` or in a list of names."""
    sources = [path.read_text("utf-8") for path in Path(__file__).parents[1].rglob("test_*.py")]
    shown = {word for text in sources for word in re.findall(r"[A-Z][A-Z_]{3,}", text)}
    assert [one.name for one in Status if one.name not in shown] == []

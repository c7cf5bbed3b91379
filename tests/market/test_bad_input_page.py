"""The page on bad input names only what exists, and is complete where the ledger speaks."""

from __future__ import annotations

import re
from pathlib import Path

from actors.host import StorageProblem
from actors.ledger.status import Status
from actors.modules.dates import DateProblem
from actors.modules.price import PriceProblem
from cluster import market
from cluster.blueprint import BlueprintProblem

PAGE = (Path(__file__).parents[2] / "docs" / "guide" / "bad-input.md").read_text("utf-8")
ERRORS = {
    *market.__all__,
    *(one.__name__ for one in (BlueprintProblem, StorageProblem, DateProblem, PriceProblem)),
}


def test_every_status_on_the_page_exists() -> None:
    named = set(re.findall(r"`([A-Z][A-Z]+(?:_[A-Z]+)+)`", PAGE)) | {"EXPIRED", "CANCELLED"}
    assert named <= set(Status.__members__)
    assert {"ACCOUNT_UNKNOWN", "SEQUENCE_REPEATED", "SEQUENCE_TOO_OLD", "ROSTER_REFUSED"} <= named
    assert {one.name for one in Status if one.name.startswith("MISMATCH")} <= named


def test_every_exception_on_the_page_exists() -> None:
    named = set(re.findall(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)+)`", PAGE)) - {"ValueError"}
    assert named <= ERRORS
    assert {"NoMarket", "SeveralProblems", "StorageProblem", "UnknownParty"} <= named

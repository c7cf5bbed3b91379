"""The page on bad input says what the program says, in both languages, and names tests that exist and show it."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from actors.host import HostProblem, StorageProblem
from actors.ledger.status import Status
from actors.modules.dates import DateProblem
from actors.modules.price import PriceProblem
from cluster import market
from cluster.blueprint import BlueprintProblem
from cluster.language.catalogue import shape
from cluster.language.zh import texts
from cluster.market.platform.holdings_file import HoldingsRefused
from cluster.market.platform.terms_file import TermsRefused
from cluster.pricing import PortfolioProblem, PricingProblem
from cluster.storage import problems as storage
from tests.language.sources import ROOT, sentences

PAGE = (ROOT / "docs" / "guide" / "bad-input.md").read_text("utf-8")
ROW = re.compile(
    r"^\| (?P<given>.+?) \| (?P<shows>`.+?) \| (?P<told>.+?) \| \[(?P<test>\w+)\]\((?P<file>.+?)\) \|$", re.M
)
CODES = re.compile(r"`([A-Z][A-Z_]+)`")
NAMES = re.compile(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)+)`")
ERRORS = {
    *market.__all__,
    *storage.__all__,
    *(
        one.__name__
        for one in (
            *(BlueprintProblem, DateProblem, PriceProblem, HostProblem, StorageProblem, ValueError),
            *(PricingProblem, PortfolioProblem),
            *(TermsRefused, HoldingsRefused),
        )
    ),
    "Refused",
}
#: What the page must not leave out.
MUST_SHOW = (
    "ACCOUNT_UNKNOWN",
    "SEQUENCE_REPEATED",
    "SEQUENCE_TOO_OLD",
    *(f"{what}_{how}" for what in ("QUANTITY", "AMOUNT") for how in ("ZERO", "NEGATIVE", "TOO_LARGE")),
    "SECURITIES_SHORT",
    "CASH_SHORT",
    *(f"MISMATCH_{what}" for what in ("ASSET", "QUANTITY", "CASH", "AMOUNT")),
    "ROSTER_REFUSED",
    "OtherMarket",
    "StoreInUse",
    "MissingStore",
    "NoPermission",
    # what the middle platform must refuse
    *("WRONG_DAY", "SETTLEMENT_DAY_INVALID", "LOT_TOO_SMALL", "LOT_OFF_STEP", "PRICE_OFF_TICK", "INELIGIBLE"),
    *("LINE_FROZEN", "GATEWAY_FROZEN", "LIMIT_EXCEEDED", "OVER_ORDER_LIMIT", "CODE_UNKNOWN", "SECOND_CODE"),
    *("SAME_ACCOUNT", "BIDDING_CLOSED", "CIRCULAR_HOLDING", "NOT_PERMITTED", "NOT_ADMITTED"),
)
ZH = {status.en: status.zh for status in Status} | texts()


class Row(NamedTuple):
    """One row of the page: what was given, how it shows, its sentences (English, Chinese), the test that shows it."""

    given: str
    shows: str
    told: list[tuple[str, str]]
    test: str
    file: Path


def rows() -> list[Row]:
    """Every row of the page that tells a sentence."""
    found = []
    for one in ROW.finditer(PAGE):
        parts = one["told"].split("<br>")
        pairs = list(zip(parts[::2], parts[1::2], strict=True))
        path = (ROOT / "docs" / "guide" / one["file"]).resolve()
        found.append(Row(one["given"], one["shows"], pairs, one["test"], path))
    return found


ROWS = rows()


@cache
def program() -> frozenset[str]:
    """Shapes of all sentences in the source of what refuses."""
    rooms = (
        "actors",
        "cluster/hosts",
        "cluster/market",
        "cluster/pricing",
        "cluster/storage",
        "cluster/wire",
    )
    paths = [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]
    return frozenset(text.shape for path in paths for text in sentences(path))


def test_every_row_of_the_page_is_read_and_each_says_what_was_given_once() -> None:
    assert len(ROWS) == len(
        [line for line in PAGE.splitlines() if "](../../tests/" in line and line[0] == "|"]
    )
    assert len(ROWS) > 80
    assert len({row.given for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row.given for row in ROWS])
def test_a_sentence_of_the_page_is_the_programs_in_both_languages(row: Row) -> None:
    assert row.told
    for english, chinese in row.told:
        assert ZH.get(english) == chinese
        assert shape(english) in program()
    codes = CODES.findall(row.shows)
    said = [english for english, _ in row.told]
    assert all(Status[code].en in said and not Status[code].good for code in codes)
    assert codes or set(NAMES.findall(row.shows)) <= ERRORS


@pytest.mark.parametrize("row", ROWS, ids=[row.given for row in ROWS])
def test_a_test_that_the_page_names_exists_and_names_what_the_row_is_about(row: Row) -> None:
    source = row.file.read_text("utf-8")
    tests = {
        one.name for one in ast.parse(source).body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert row.test in tests
    assert all(code in source for code in CODES.findall(row.shows))


def test_what_the_page_names_in_its_text_exists() -> None:
    assert set(NAMES.findall(PAGE)) <= ERRORS | {"CheckLetter"}
    for name in re.findall(r"`(test_\w+)`", PAGE):
        assert any(f"def {name}(" in path.read_text("utf-8") for path in (ROOT / "tests/market").glob("*.py"))


def test_the_page_is_complete_where_the_issue_names_what_to_refuse() -> None:
    shown = " ".join(row.shows for row in ROWS)
    for code in MUST_SHOW:
        assert f"`{code}`" in shown
    for given in ("an order with the wrong key", "bytes that are no batch", "bytes that are too many"):
        assert any(row.given == given for row in ROWS)

"""Every status and every fault has a state and codes that the messages' own lists know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cluster.messages
from actors.ledger.status import Status
from cluster.messages import status
from cluster.messages.form import Form
from cluster.messages.reasons import FAULTS, MEANINGS, Meaning, State, meaning_of

#: Codes of the external set of payment status reasons (ISO 20022, ExternalStatusReason1Code) that are used.
PAYMENT_CODE = re.compile(r"[A-Z]{2}\d{2}|NARR|NOOR")


def test_every_status_of_a_record_is_in_the_table() -> None:
    assert [one.name for one in Status if one < 800 and one not in MEANINGS and one.final] == []


@pytest.mark.parametrize("one", Status, ids=lambda one: one.name)
def test_a_status_is_told_with_a_code_of_its_list(one: Status) -> None:
    meaning = meaning_of(one)
    if not meaning.code:
        assert meaning.state is State.ACCEPTED
        assert one.good
        return
    rule = Form("sese.024").add(f"{meaning.state.path}/Rsn")
    assert rule.allows("Cd/Cd", meaning.code)
    assert not meaning.payment or PAYMENT_CODE.fullmatch(meaning.payment)


@pytest.mark.parametrize("one", Status, ids=lambda one: one.name)
def test_only_a_good_status_is_told_as_good(one: Status) -> None:
    told = meaning_of(one)
    assert (told.state in (State.FAILING, State.REJECTED)) <= (not one.good)
    assert one.good or told.payment or one in (Status.CANCELLED,)


@pytest.mark.parametrize(
    ("one", "meaning"),
    [
        (Status.PENDING, Meaning(State.UNMATCHED, "CMIS", "")),
        (Status.SECURITIES_SHORT, Meaning(State.FAILING, "LACK", "ED05")),
        (Status.CASH_SHORT, Meaning(State.FAILING, "MONY", "AM04")),
        (Status.MISMATCH_AMOUNT, Meaning(State.UNMATCHED, "DMON", "AM09")),
        (Status.ACCOUNT_FROZEN, Meaning(State.FAILING, "BLOC", "AC06")),
        (Status.EARMARKED, Meaning(State.PENDING, "PREA", "")),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
def test_what_a_settlement_desk_expects(one: Status, meaning: Meaning) -> None:
    assert meaning_of(one) == meaning


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_is_told_with_a_code_of_its_list(code: str) -> None:
    securities, payments = FAULTS[code]
    assert Form("sese.024").add("PrcgSts/Rjctd/Rsn").allows("Cd/Cd", securities)
    assert PAYMENT_CODE.fullmatch(payments)


def test_every_fault_that_is_noted_is_in_the_table() -> None:
    folder = Path(cluster.messages.__file__).parent
    source = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    noted = re.findall(r"\b(?:fault|Fault|needed)\((?:path, )?\s*\"([A-Z_]{4,})\"", source)
    assert len(noted) > 30
    assert set(noted) <= set(FAULTS)


def test_a_status_is_told_in_both_languages() -> None:
    advice = status.of_status("SELL-1", 7, Status.CASH_SHORT)
    assert [one.text for one in advice.reasons] == [
        f"CASH_SHORT: {Status.CASH_SHORT.en}",
        Status.CASH_SHORT.zh,
    ]
    assert {one.code for one in advice.reasons} == {"MONY"}

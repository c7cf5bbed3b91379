"""Integers of the ledger as decimals, dates and texts of a message, and back; nothing is ever a float."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from xsdata.models.datatype import XmlDateTime

from cluster.messages import values
from cluster.messages.directory import Directory

AMOUNTS = st.integers(min_value=0, max_value=2**62 - 1)


@given(AMOUNTS)
def test_an_amount_comes_back_exactly(fen: int) -> None:
    assert values.fen(values.yuan(fen)) == fen


def test_a_third_decimal_is_no_amount() -> None:
    assert values.fen(Decimal("0.001")) is None
    assert values.fen(Decimal("0.010")) == 1


@given(st.integers(min_value=1, max_value=2**16 - 1), st.integers(min_value=1, max_value=2**48 - 1))
def test_an_account_comes_back(gateway: int, number: int) -> None:
    account = gateway << 48 | number
    assert values.read_account(values.account_text(account)) == account
    assert len(values.account_text(account)) <= 34


def test_what_is_no_account_is_none() -> None:
    for text in ("", "17", "0/1", "1/0", "65536/1", f"1/{2**48}", "1/١", "1/1 ", "01/1"):
        assert values.read_account(text) is None


@given(st.integers(min_value=1, max_value=2**64 - 1))
def test_a_number_is_its_own_reference(number: int) -> None:
    assert values.reference_of(str(number)) == number


@given(st.text(min_size=1, max_size=35))
def test_any_text_has_a_reference_the_same_for_all(text: str) -> None:
    assert 0 < values.reference_of(text) < 2**64
    assert values.reference_of(text) == values.reference_of(text)


def test_texts_that_look_alike_have_different_references() -> None:
    texts = ["7", "07", "7 ", "7a", str(2**64), str(2**64 + 7)]
    assert len({values.reference_of(text) for text in texts}) == len(texts)


@given(st.integers(min_value=0, max_value=4_102_444_800_000))
def test_a_moment_comes_back(time_ms: int) -> None:
    assert values.time_ms_of(values.xml_time(time_ms)) == time_ms


def test_a_moment_with_an_offset_is_the_same_moment() -> None:
    there = XmlDateTime.from_string("2026-03-23T12:00:00.5+08:00")
    assert values.time_ms_of(there) == values.time_ms_of(XmlDateTime.from_string("2026-03-23T04:00:00.5"))


def test_parties_are_found_by_bic_of_eight_or_eleven_by_lei_and_by_name(directory: Directory) -> None:
    ccdc = directory.party(1)
    assert ccdc is not None
    for name in ("CDCCCNBJ", "CDCCCNBJXXX", ccdc.lei, "CCDC"):
        assert directory.find_party(name) == ccdc
    assert directory.find_party("") is None
    assert directory.find_party("CDCCCNBJ123") is None

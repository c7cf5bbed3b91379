"""Building records: account numbers, fields that must fit, groups."""

from __future__ import annotations

import pytest

from actors.ledger import records
from actors.ledger.records import LINKED, account_number, gateway_of
from tests.ledger.market import BOND, BUYER, SELLER


def test_account_numbers_carry_their_gateway() -> None:
    assert account_number(3, 5) == (3 << 48) + 5
    assert gateway_of(account_number(1023, 2**48 - 1)) == 1023
    for gateway, number in ((0, 1), (1 << 16, 1), (1, 0), (1, 1 << 48)):
        with pytest.raises(ValueError, match=r"number|gateway"):
            account_number(gateway, number)


def test_values_that_do_not_fit_are_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="quantity 9223372036854775808 does not fit"):
        records.transfer(SELLER, BUYER, BOND, 2**63)


def test_a_group_ends_with_the_first_record_that_is_not_linked() -> None:
    group = records.linked(*(records.transfer(SELLER, BUYER, BOND, at) for at in (1, 2, 3)))
    assert group["flags"].tolist() == [LINKED, LINKED, 0]
    assert len(records.payload(group)) == 192

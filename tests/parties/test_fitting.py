"""Values that no record of the ledger takes are all named before anything is signed, as the ledger would."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.ledger.records import RECORD
from actors.ledger.status import Status
from actors.parties.fitting import status_text, why_unfit


def texts(**values: int) -> list[str]:
    """The sentences against these values."""
    return [fault.text for fault in why_unfit(**values)]


def test_every_unfitting_value_is_named_with_what_fits() -> None:
    found = texts(account=-5, asset=2**40, counterparty=-1, expiry_s=2**32, quantity=2**63)
    assert found == [
        "the account -5 does not fit; give 0 to 18446744073709551615",
        "the asset 1099511627776 does not fit; give 0 to 4294967295",
        "the counterparty -1 does not fit; give 0 to 65535",
        "the expiry_s 4294967296 does not fit; give 0 to 4294967295",
        "the quantity 9223372036854775808 does not fit; give -9223372036854775808 to 9223372036854775807",
    ]


@given(st.integers(-(2**70), 2**70), st.sampled_from(sorted(set(RECORD.names or ()) - {"kind", "flags"})))
def test_what_is_not_named_can_be_written(value: int, name: str) -> None:
    wrong = [text for text in texts(**{name: value}) if "does not fit" in text]
    bounds = np.iinfo(RECORD[name])
    assert bool(wrong) is not (bounds.min <= value <= bounds.max)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"quantity": 0, "amount": -1}, [Status.QUANTITY_ZERO, Status.AMOUNT_NEGATIVE]),
        ({"quantity": -1, "amount": 2**62}, [Status.QUANTITY_NEGATIVE, Status.AMOUNT_TOO_LARGE]),
        ({"quantity": 2**62, "amount": 0}, [Status.QUANTITY_TOO_LARGE, Status.AMOUNT_ZERO]),
        ({"reference": 0}, [Status.REFERENCE_ZERO]),
        ({"account": 7, "contra": 7}, [Status.SAME_ACCOUNT]),
        ({"account": 7, "contra": 8, "quantity": 2**62 - 1, "amount": 1, "reference": 1}, []),
    ],
)
def test_faults_of_form_bear_the_ledgers_own_status(values: dict[str, int], wanted: list[Status]) -> None:
    assert texts(**values) == [status_text(one) for one in wanted]

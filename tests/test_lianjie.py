"""The one name to import is light and knows its names."""

from __future__ import annotations

import subprocess
import sys

import pytest

import lianjie
from actors.base import receipt


def test_a_name_is_fetched_when_it_is_used() -> None:
    assert lianjie.check_receipt is receipt.check_receipt
    assert lianjie.Receipt is receipt.Receipt


def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        AttributeError, match=r"no 'Markt'; it has Market, Receipt, Say, Story, check_receipt, verify"
    ):
        lianjie.Markt  # noqa: B018


def test_completion_shows_the_public_names() -> None:
    assert {"Market", "Receipt", "check_receipt", "verify"} <= set(dir(lianjie))


def test_checking_a_receipt_loads_nothing_heavy() -> None:
    program = (
        "import sys, lianjie; lianjie.check_receipt; "
        "sys.exit(sorted({'asyncio', 'numba', 'numpy', 'pandas'} & set(sys.modules)) or 0)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")

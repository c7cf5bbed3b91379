"""A commercial bank (商业银行): keeps deposits, which are claims on it, backed by its reserve account."""

from __future__ import annotations

from actors.parties.keeper import Keeper


class Bank(Keeper):
    """Opens deposits and grants custodians the mandate to pay for their clients' purchases from them."""

    role = "bank"

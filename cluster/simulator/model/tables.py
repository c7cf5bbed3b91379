"""The model's assets and accounts under the names by which modules read the ledger's tables."""

from __future__ import annotations

from typing import Any, overload

import numpy as np

from actors.ledger.layout import ACCOUNT, AssetKind, Meta, Rows
from cluster.simulator.model.state import Asset, State


class AssetRow:
    """One row of the assets: fields of docs/spec/postings.md by name; a new one begins when a field is set."""

    def __init__(self, state: State, number: int) -> None:
        """The row of asset ``number``."""
        self._state, self._number = state, number

    def __getitem__(self, name: str) -> int:
        """The value of a field; 0 in an asset that does not exist, as in an empty row."""
        one = self._state.assets.get(self._number)
        if one is None:
            return 0
        if name == "kind":
            return int(AssetKind.MONEY if one.money else AssetKind.SECURITY)
        return int(getattr(one, name))

    def __setitem__(self, name: str, value: int) -> None:
        """Set a field."""
        if self._number not in self._state.assets:
            self._state.put(self._state.assets, self._number, Asset(self._number, "", 0, False))
        if name == "kind":
            self._state.change_asset(self._number, money=value == AssetKind.MONEY)
        else:
            self._state.change_asset(self._number, **{name: bool(value) if name == "listed" else int(value)})


class AssetRows:
    """Rows of assets by number."""

    #: No number lies beyond it, so that nobody makes room.
    size = 1 << 16

    def __init__(self, state: State) -> None:
        """Of these tables."""
        self._state = state

    def __getitem__(self, number: int) -> AssetRow:
        """The row of an asset."""
        return AssetRow(self._state, int(number))


class AccountRows:
    """Rows of accounts; the model finds them by the account's number itself."""

    def __init__(self, state: State) -> None:
        """Of these tables."""
        self._state = state

    @overload
    def __getitem__(self, number: int) -> dict[str, int]: ...

    @overload
    def __getitem__(self, number: slice) -> Rows: ...

    def __getitem__(self, number: int | slice) -> dict[str, int] | Rows:
        """The row of an account; or many, in order of opening."""
        if isinstance(number, slice):
            chosen = list(self._state.accounts.values())[number]
            rows = np.zeros(len(chosen), ACCOUNT)
            rows["number"] = [one.number for one in chosen]
            rows["owner"] = [one.owner for one in chosen]
            return rows
        one = self._state.accounts[number]
        return {"number": one.number, "cash_account": one.cash_account}


class OmnibusRows:
    """Where the omnibus account of a lower gateway at a root stands, or -1."""

    def __init__(self, state: State) -> None:
        """Of these tables."""
        self._state = state

    def __getitem__(self, place: tuple[int, int]) -> int:
        """By (lower gateway, root)."""
        lower, root = place
        return self._state.omnibus.get((int(root), int(lower)), -1)


class Codes(dict[int, str]):
    """Codes by asset number; a code that is set goes into the model's table."""

    def __init__(self, state: State) -> None:
        """As they are now."""
        super().__init__({number: one.code for number, one in state.assets.items()})
        self._state = state

    def __setitem__(self, number: int, code: str) -> None:
        """Name an asset."""
        super().__setitem__(number, code)
        self._state.change_asset(number, code=code)


class Tables:
    """What modules may look up where the kernel's tables would be. Everything else they ask through the ledger."""

    def __init__(self, state: State) -> None:
        """Over these tables."""
        self.assets = AssetRows(state)
        self.accounts = AccountRows(state)
        self.omnibus = OmnibusRows(state)
        self._state = state

    @property
    def meta(self) -> dict[Meta, int]:
        """How many accounts there are."""
        return {Meta.ACCOUNTS: len(self._state.accounts)}

    def __getattr__(self, name: str) -> Any:
        """Whatever else belongs to the kernel alone."""
        raise NotImplementedError(
            f"a module reads the table {name!r} of the kernel; let it ask the ledger (Reads), as the model has no such table"
        )

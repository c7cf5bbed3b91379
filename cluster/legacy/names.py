"""How a back end's names and the ledger's numbers go together: accounts, and codes of instruments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from cluster.legacy.messages import Statement
from cluster.legacy.protocol import LegacyProblem


@dataclass(frozen=True, slots=True)
class Names:
    """``accounts``: back end's account to the ledger's number; ``codes``: back end's code to the asset's number.

    Raises:
        LegacyProblem: two names of one account or one bond; the text lists all.
    """

    accounts: Mapping[str, int]
    codes: Mapping[str, int]

    def __post_init__(self) -> None:
        """Both maps must be one to one."""
        twice = [
            f"{what} {number} has several names in the back end: {', '.join(names)}; keep one"
            for what, table in (("account", self.accounts), ("asset", self.codes))
            for number, names in _several(table)
        ]
        if twice:
            raise LegacyProblem("; ".join(twice))

    def code_of(self, asset: int) -> str:
        """The back end's code of an asset.

        Raises:
            LegacyProblem: it has none.
        """
        for code, number in self.codes.items():
            if number == asset:
                return code
        raise LegacyProblem(f"asset {asset} has no code in this back end; add it to the code map")

    def account_of(self, number: int) -> str:
        """The back end's name of an account; its number where it has none."""
        return next((name for name, one in self.accounts.items() if one == number), str(number))

    def rows(self, statement: Statement) -> dict[int, int]:
        """A statement's rows by the ledger's account numbers.

        Raises:
            LegacyProblem: accounts that the map does not know, listed all.
        """
        strange = [one.account for one in statement.rows if one.account not in self.accounts]
        if strange:
            raise LegacyProblem(
                f"{statement.name} states accounts that the account map does not know: {', '.join(strange)}; "
                "open them on the ledger and add them to the map"
            )
        return {self.accounts[one.account]: one.quantity for one in statement.rows}


def _several(table: Mapping[str, int]) -> list[tuple[int, list[str]]]:
    counts = Counter(table.values())
    return [
        (number, [name for name, one in table.items() if one == number])
        for number, count in sorted(counts.items())
        if count > 1
    ]

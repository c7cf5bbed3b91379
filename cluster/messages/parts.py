"""Parties, instruments, quantities, amounts and dates: what all messages are made of, written and read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cluster.messages.directory import ISSUER, Directory, InstrumentFact, why_no_isin, why_no_lei
from cluster.messages.form import Part
from cluster.messages.problems import Faults
from cluster.messages.values import account_text, date_number, fen, read_account, xml_date, yuan


class Writer:
    """Writes into one message. ``directory``: who and what is who."""

    def __init__(self, part: Part, directory: Directory) -> None:
        """Write below ``part``."""
        self.part = part
        self.directory = directory

    def below(self, part: Part) -> Writer:
        """A writer for an element of a list."""
        return Writer(part, self.directory)

    def put(self, path: str, value: object) -> None:
        """A plain value; an empty text is left out."""
        if value != "":
            self.part.put(path, value)

    def party(self, path: str, index: int) -> None:
        """An institution: its BIC, else its name; its LEI beside it."""
        fact = self._fact(index)
        if fact.bic:
            self.put(f"{path}/Id/AnyBIC", fact.bic)
        else:
            self.put(f"{path}/Id/NmAndAdr/Nm", fact.name)
        self.put(f"{path}/LEI", fact.lei)

    def agent(self, path: str, index: int) -> None:
        """An institution of a payment: BIC and LEI, or its name."""
        fact = self._fact(index)
        self.put(f"{path}/FinInstnId/BICFI", fact.bic)
        self.put(f"{path}/FinInstnId/LEI", fact.lei)
        if not fact.bic:
            self.put(f"{path}/FinInstnId/Nm", fact.name)

    def instrument(self, path: str, number: int) -> None:
        """A security: its ISIN, and the ledger's own code."""
        asset = self._asset(number)
        self.put(f"{path}/ISIN", asset.isin)
        other = self.part.add(f"{path}/OthrId")
        other.put("Id", asset.code)
        other.put("Tp/Prtry", ISSUER)

    def face(self, path: str, number: int, units: int, face_fen: int = 0) -> None:
        """A quantity of a security, as face amount in yuan; in units where a unit's face then, ``face_fen`` (0: as now),
        was another one than it is now, so that nobody reads a wrong quantity."""
        now = self._asset(number).face_fen
        if face_fen in (0, now):
            self.put(f"{path}/FaceAmt", yuan(units * now))
        else:
            self.put(f"{path}/Unit", Decimal(units))

    def money(self, path: str, number: int, amount: int) -> None:
        """An amount of money with its currency."""
        self.put(f"{path}/value", yuan(amount))
        self.put(f"{path}/Ccy", self._asset(number).currency)

    def money_code(self, number: int) -> str:
        """The ledger's code of a money that is not called as its currency is; else empty."""
        asset = self._asset(number)
        return "" if asset.code == asset.currency else asset.code

    def account(self, path: str, account: int) -> None:
        """An account's identification."""
        self.put(path, account_text(account))

    def date(self, path: str, number: int) -> None:
        """A date, YYYYMMDD."""
        self.put(path, xml_date(number))

    def _fact(self, index: int) -> Any:
        fact = self.directory.party(index)
        assert fact is not None, "who writes names institutions of the roster"
        return fact

    def _asset(self, number: int) -> InstrumentFact:
        asset = self.directory.instrument(number)
        assert asset is not None, "who writes names registered assets"
        return asset


class Reader:
    """Reads one message. What cannot be read is noted in ``faults`` and counts as 0."""

    def __init__(self, part: Part, directory: Directory, faults: Faults, place: str = "") -> None:
        """Read below ``part``; ``place``: where that stands in the message."""
        self.part = part
        self.directory = directory
        self.faults = faults
        self._place = place

    def below(self, part: Part, place: str) -> Reader:
        """A reader for an element of a list."""
        return Reader(part, self.directory, self.faults, f"{self._place}{place}/")

    def fault(self, code: str, text: str, path: str) -> int:
        """Note a fault; returns 0."""
        self.faults.add(code, text, f"{self._place}{path}")
        return 0

    def text(self, path: str) -> str:
        """A plain text; empty where there is none."""
        return self.part.text(path)

    def needed(self, path: str, code: str = "MISSING") -> bool:
        """Whether something that the mapping cannot do without is there; else a fault."""
        if self.part.has(path):
            return True
        self.fault(code, "this element is needed and is not there; send it", path)
        return False

    def party(self, path: str) -> int:
        """The number of an institution, by BIC, LEI or name."""
        if not self.needed(path, "MISSING_PARTY"):
            return 0
        names = [self.text(f"{path}/{one}") for one in ("LEI", "Id/AnyBIC", "Id/NmAndAdr/Nm")]
        return self._party(path, names)

    def agent(self, path: str) -> int:
        """The number of an institution of a payment."""
        if not self.needed(path, "MISSING_PARTY"):
            return 0
        names = [self.text(f"{path}/FinInstnId/{one}") for one in ("LEI", "BICFI", "Nm")]
        return self._party(path, names)

    def _party(self, path: str, names: list[str]) -> int:
        given = [one for one in names if one]
        if names[0]:
            reason = why_no_lei(names[0])
            if reason:
                return self.fault("UNKNOWN_PARTY", reason, path)
        found = [self.directory.find_party(one) for one in given]
        known = {one.number for one in found if one is not None}
        if not given or None in found or len(known) != 1:
            told = ", ".join(given) or "-"
            text = f"no one institution of the roster is {told}; check BIC, LEI and name"
            return self.fault("UNKNOWN_PARTY", text, path)
        return known.pop()

    def instrument(self, path: str) -> int:
        """The number of a security, by ISIN or the ledger's code."""
        isin = self.text(f"{path}/ISIN")
        reason = why_no_isin(isin) if isin else ""
        if reason:
            return self.fault("UNKNOWN_INSTRUMENT", reason, path)
        codes = [one.text("Id") for one in self.part.all(f"{path}/OthrId") if one.text("Tp/Prtry") == ISSUER]
        found = {one: self.directory.find_instrument(one) for one in (isin, *codes) if one}
        known = {one.number: one for one in found.values() if one is not None and not one.is_money}
        if len(known) == 1:
            (asset,) = known.values()
            strangers = [one for one, fact in found.items() if fact is None]
            if not strangers or (strangers == [isin] and not asset.isin):
                return asset.number
        told = ", ".join(found) or "-"
        text = f"{told} is no one registered security; check the ISIN and the code"
        return self.fault("UNKNOWN_INSTRUMENT", text, path)

    def face(self, path: str, number: int) -> int:
        """Units of a security, from its face amount in yuan or from units."""
        asset = self.directory.instrument(number)
        units = self.part.decimal(f"{path}/Unit")
        face = self.part.decimal(f"{path}/FaceAmt")
        if units is None and face is None:
            return self.fault("QUANTITY", "give the quantity as FaceAmt, or as Unit", path)
        if asset is None:
            return 0
        given = face.scaleb(2) / asset.face_fen if face is not None else units
        assert given is not None, "one of the two is there"
        if given != given.to_integral_value() or given < 0:
            text = f"{face if face is not None else units} is not a whole number of units of {asset.code}; mend it"
            return self.fault("QUANTITY", text, path)
        return int(given)

    def money(self, path: str, code: str = "") -> tuple[int, int]:
        """Money asset and amount in fen. ``code``: the ledger's code, where the message names one."""
        amount, currency = self.part.decimal(f"{path}/value"), self.text(f"{path}/Ccy")
        if amount is None:
            self.needed(path, "MISSING_AMOUNT")
            return 0, 0
        money = self.directory.find_money(currency, code)
        if money is None:
            told = f"{code} in {currency}" if code else currency
            self.fault("CURRENCY", f"no money on the ledger is {told}; check the currency", path)
        return (money.number if money else 0), self._fen(path, amount)

    def _fen(self, path: str, amount: Decimal) -> int:
        found = fen(amount)
        if found is None:
            return self.fault("AMOUNT", f"the amount {amount} has more than two decimals; round it", path)
        return found

    def account(self, path: str, *, own: bool = False) -> int:
        """The number of an account; ``own``: it must be one of the institution that acts."""
        if not self.needed(path, "MISSING_ACCOUNT"):
            return 0
        text = self.text(path)
        found = read_account(text)
        if found is None or self.directory.party(found >> 48) is None:
            text = f"{text!r} is no account; write it as gateway/number, like 2/17"
            return self.fault("UNKNOWN_ACCOUNT", text, path)
        mine = self.directory.me
        if own and mine and found >> 48 != mine:
            me = self.directory.party(mine)
            text = f"the account {text} is not kept by {me.name if me else mine}; send the message to who keeps it"
            return self.fault("NOT_OUR_ACCOUNT", text, path)
        known = self.directory.accounts
        if known is not None and found >> 48 == mine and found not in known:
            return self.fault(
                "UNKNOWN_ACCOUNT", f"the account {text} is not open here; check its number", path
            )
        return found

    def date(self, path: str) -> int:
        """A date as YYYYMMDD."""
        found = self.part.get(path)
        if found is None:
            self.needed(path, "DATE")
            return 0
        return date_number(found)

    def settlement_date(self, path: str) -> int:
        """A date as YYYYMMDD that has come: the ledger settles at once, or when the other half is there."""
        found, today = self.date(path), self.directory.today
        if today and found > today:
            text = f"it is to settle on {found} and today is {today}; send it on its day"
            return self.fault("DATE", text, path)
        return found

"""A corporate action, as it is announced (seev.031), expected (seev.035) and confirmed as paid (seev.036).

These messages name money by its currency alone: what is paid in is the money that is called as its currency is.
:mod:`cluster.messages.corporate` makes them from the ledger's events.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from cluster.messages.parts import Reader, Writer

OPTION = "001"
_PRICE = "PricDtls/GncCshPricRcvdPerPdct"
_INTEREST = "RateAndAmtDtls/IntrstRateUsdForPmt"


class Action(Enum):
    """What happens to a security, by its code in the messages."""

    COUPON = "INTR"
    REDEMPTION = "REDM"
    #: The factor falls, the quantity stays.
    PARTIAL_REDEMPTION = "PRED"
    PUT = "BPUT"
    CALL = "MCAL"


_KINDS = ", ".join(one.value for one in Action)
#: Actions that take the securities away.
REDEEMS = (Action.REDEMPTION, Action.PUT, Action.CALL)


@dataclass(frozen=True, slots=True)
class Event:
    """One corporate action. ``event``: its name; dates YYYYMMDD, 0: not known yet; ``rate``: percent of face that this
    payment makes, with at most ten decimals, None: not known yet; ``cash``: the money it is paid in.

    ``elect_by``: the last day on which holders say that they want it, 0: nobody is asked, or not any more;
    ``confirmed``: its dates can still change if it is not.
    """

    event: str
    action: Action
    asset: int
    record_date: int
    payment_date: int
    rate: Decimal | None
    cash: int
    elect_by: int = 0
    confirmed: bool = True

    @property
    def is_complete(self) -> bool:
        """Whether everything about it is known."""
        return self.rate is not None and bool(self.record_date and self.payment_date)


def write_general(to: Writer, event: Event) -> None:
    """Which event of what kind, of which security."""
    to.put("CorpActnGnlInf/CorpActnEvtId", event.event)
    to.put("CorpActnGnlInf/EvtTp/Cd", event.action.value)
    to.put("CorpActnGnlInf/MndtryVlntryEvtTp/Cd", "VOLU" if event.action is Action.PUT else "MAND")
    to.instrument("CorpActnGnlInf/UndrlygScty/FinInstrmId", event.asset)


def write_option(to: Writer, event: Event) -> Writer:
    """The option that pays cash."""
    to.put("OptnNb", OPTION)
    to.put("OptnTp/Cd", "CASH")
    to.put("DfltPrcgOrStgInstr/DfltOptnInd", event.action is not Action.PUT)
    return to


def write_cash(option: Writer, event: Event) -> Writer:
    """The payment of money of an option."""
    cash = option.below(option.part.add("CshMvmntDtls"))
    cash.put("CdtDbtInd", "CRDT")
    write_date(cash, "DtDtls/PmtDt", event.payment_date)
    write_rate(cash, event)
    money = option.directory.instrument(event.cash)
    option.put("CcyOptn", money.currency if money else "")
    return cash


def write_rate(cash: Writer, event: Event) -> None:
    """Interest as a rate, principal as a price; both in percent of face."""
    if event.action is Action.COUPON:
        rate = cash.part.add(_INTEREST)
        if event.rate is None:
            rate.put("NotSpcfdRate", "UKWN")
        else:
            rate.put("Rate", event.rate)
    elif event.rate is not None:
        cash.put(f"{_PRICE}/PctgPric/PctgPricTp", "PRCT")
        cash.put(f"{_PRICE}/PctgPric/PricVal", event.rate)


def write_date(to: Writer, path: str, number: int) -> None:
    """A date, or that it is not known yet."""
    if number:
        to.date(f"{path}/Dt", number)
    else:
        to.put(f"{path}/DtCd/Cd", "UKWN")


def write_security(option: Writer, event: Event) -> Writer:
    """The securities that an option takes away."""
    moved = option.below(option.part.add("SctiesMvmntDtls"))
    moved.instrument("SctyDtls/FinInstrmId", event.asset)
    moved.put("CdtDbtInd", "DBIT")
    write_date(moved, "DtDtls/PmtDt", event.payment_date)
    return moved


def read_event(of: Reader, option: str) -> Event:
    """The event that a message tells of; ``option``: the element of its options."""
    money = of.directory.find_money(of.text(f"{option}/CcyOptn"))
    if money is None:
        told = of.text(f"{option}/CcyOptn") or "-"
        of.fault("CURRENCY", f"no money on the ledger is {told}; check the currency", f"{option}/CcyOptn")
    cash, action = only_cash(of, option), read_action(of)
    return Event(
        of.text("CorpActnGnlInf/CorpActnEvtId"),
        action,
        of.instrument("CorpActnGnlInf/UndrlygScty/FinInstrmId"),
        _date(of, "CorpActnDtls/DtDtls/RcrdDt"),
        _date(cash, "DtDtls/PmtDt") if cash is not None else 0,
        read_rate(cash, action) if cash is not None else None,
        money.number if money is not None else 0,
    )


def read_action(of: Reader) -> Action:
    """What kind of event it is."""
    code = of.text("CorpActnGnlInf/EvtTp/Cd")
    if code in {one.value for one in Action}:
        return Action(code)
    text = f"corporate actions of the kind {code or '-'} are not done here; {_KINDS} are"
    of.fault("NOT_DONE_HERE", text, "CorpActnGnlInf/EvtTp")
    return Action.COUPON


def only_cash(of: Reader, option: str) -> Reader | None:
    """The one payment of money among the options."""
    listed = of.part.all(f"{option}/CshMvmntDtls")
    if len(listed) == 1:
        return of.below(listed[0], f"{option}/CshMvmntDtls")
    of.fault("SEVERAL", "it does not tell of one payment of money; send a message for each", option)
    return None


def _date(of: Reader, path: str) -> int:
    """A date; 0 where it is told that it is not known yet."""
    return 0 if of.part.get(f"{path}/DtCd/Cd") == "UKWN" else of.date(f"{path}/Dt")


def read_rate(cash: Reader, action: Action) -> Decimal | None:
    """Percent of face; None where it is told that it is not known yet."""
    path = f"{_INTEREST}/Rate" if action is Action.COUPON else f"{_PRICE}/PctgPric/PricVal"
    found = cash.part.decimal(path)
    if found is None and not cash.part.has(f"{_INTEREST}/NotSpcfdRate"):
        cash.needed(path)
    return found

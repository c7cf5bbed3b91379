"""What the ledger's statuses and a message's faults are called in ISO 20022: states, reason codes, one table each.

Reason codes of securities are those of sese.024; those of payments are of the external code set of pacs.002.
Where a list has no code that fits, the reason is OTHR or NARR and its sentence says the rest.
"""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple

from actors.ledger.status import Status


class State(Enum):
    """How an instruction stands: the status elements of sese.024, and the transaction status of pacs.002."""

    ACCEPTED = ("PrcgSts/AckdAccptd", "ACSC")
    UNMATCHED = ("MtchgSts/Umtchd", "PDNG")
    PENDING = ("SttlmSts/Pdg", "PDNG")
    FAILING = ("SttlmSts/Flng", "RJCT")
    CANCELLED = ("PrcgSts/Canc", "CANC")
    REJECTED = ("PrcgSts/Rjctd", "RJCT")

    @property
    def path(self) -> str:
        """The element of sese.024."""
        return self.value[0]

    @property
    def payment(self) -> str:
        """The code of pacs.002."""
        return self.value[1]


class Meaning(NamedTuple):
    """What one outcome is called. ``code``: of sese.024 (empty: no reason is given); ``payment``: of pacs.002."""

    state: State
    code: str
    payment: str


_A, _U, _P = State.ACCEPTED, State.UNMATCHED, State.PENDING
_F, _C, _R = State.FAILING, State.CANCELLED, State.REJECTED

#: Statuses of the ledger by name; :func:`meaning_of` tells of the others, those of the middle platform's commands, for
#: which no message asks. A failed settlement is FAILING with its reason and final here: instruct anew.
MEANINGS: Final = {
    Status.SETTLED: Meaning(_A, "", ""),
    Status.DONE: Meaning(_A, "", ""),
    Status.PENDING: Meaning(_U, "CMIS", ""),
    Status.EARMARKED: Meaning(_P, "PREA", ""),
    Status.EXPIRED: Meaning(_C, "CANS", "TM01"),
    Status.CANCELLED: Meaning(_C, "CANI", ""),
    Status.RELEASED: Meaning(_C, "CANI", ""),
    Status.MALFORMED: Meaning(_R, "OTHR", "FF01"),
    Status.NOT_IN_ROSTER: Meaning(_R, "ICAG", "RC01"),
    Status.VALIDITY_TOO_LONG: Meaning(_R, "OTHR", "DT01"),
    Status.BATCH_EXPIRED: Meaning(_R, "LATE", "TM01"),
    Status.SEQUENCE_TOO_OLD: Meaning(_R, "LATE", "TM01"),
    Status.SEQUENCE_REPEATED: Meaning(_R, "REFE", "AM05"),
    Status.UNKNOWN_KIND: Meaning(_R, "OTHR", "FF01"),
    Status.UNKNOWN_FLAG: Meaning(_R, "OTHR", "FF01"),
    Status.RESERVED_NOT_ZERO: Meaning(_R, "OTHR", "FF01"),
    Status.NOT_LINKABLE: Meaning(_R, "OTHR", "FF01"),
    Status.LINK_OPEN: Meaning(_R, "OTHR", "FF01"),
    Status.LINKED_FAILED: Meaning(_R, "OTHR", "NARR"),
    Status.QUANTITY_ZERO: Meaning(_R, "DQUA", "AM01"),
    Status.QUANTITY_NEGATIVE: Meaning(_R, "DQUA", "AM12"),
    Status.QUANTITY_TOO_LARGE: Meaning(_R, "DQUA", "AM02"),
    Status.AMOUNT_ZERO: Meaning(_R, "DMON", "AM01"),
    Status.AMOUNT_NEGATIVE: Meaning(_R, "DMON", "AM12"),
    Status.AMOUNT_TOO_LARGE: Meaning(_R, "DMON", "AM02"),
    Status.EXPIRY_PAST: Meaning(_R, "LATE", "DT01"),
    Status.EXPIRY_TOO_FAR: Meaning(_R, "DDAT", "DT01"),
    Status.SAME_ACCOUNT: Meaning(_R, "SAFE", "AC01"),
    Status.REFERENCE_ZERO: Meaning(_R, "REFE", "FF01"),
    Status.COUNTERPARTY_UNKNOWN: Meaning(_R, "DEPT", "RC01"),
    Status.CLASS_UNKNOWN: Meaning(_R, "OTHR", "AC14"),
    Status.NUMBER_ZERO: Meaning(_R, "SAFE", "AC01"),
    Status.NOT_PERMITTED: Meaning(_R, "ICAG", "AG01"),
    Status.NOT_THE_GATEWAY: Meaning(_R, "ICAG", "AG01"),
    Status.NOT_THE_ROOT: Meaning(_R, "ICAG", "AG01"),
    Status.NO_MANDATE: Meaning(_R, "OTHR", "AG01"),
    Status.ACCOUNT_UNKNOWN: Meaning(_R, "SAFE", "AC01"),
    Status.CONTRA_UNKNOWN: Meaning(_R, "SAFE", "AC03"),
    Status.ASSET_UNKNOWN: Meaning(_R, "DSEC", "AM11"),
    Status.CASH_UNKNOWN: Meaning(_R, "NCRR", "AM11"),
    Status.ACCOUNT_EXISTS: Meaning(_R, "SAFE", "AM05"),
    Status.OMNIBUS_EXISTS: Meaning(_R, "SAFE", "AM05"),
    Status.HALF_UNKNOWN: Meaning(_R, "REFE", "NOOR"),
    Status.EARMARK_UNKNOWN: Meaning(_R, "REFE", "NOOR"),
    Status.MANDATE_UNKNOWN: Meaning(_R, "REFE", "NOOR"),
    Status.ACCOUNT_FROZEN: Meaning(_F, "BLOC", "AC06"),
    Status.OMNIBUS_FROZEN: Meaning(_F, "BLOC", "AC06"),
    Status.CASH_ACCOUNT_FROZEN: Meaning(_F, "BLOC", "AC06"),
    Status.LINE_FROZEN: Meaning(_F, "BLOC", "AC06"),
    Status.GATEWAY_FROZEN: Meaning(_F, "BLOC", "AC06"),
    Status.LINE_NOT_AUTHORISED: Meaning(_F, "OTHR", "AG01"),
    Status.ACCOUNT_CLOSED: Meaning(_R, "SAFE", "AC04"),
    Status.COLLATERAL_HELD: Meaning(_R, "SAFE", "AC14"),
    Status.ALREADY_FROZEN: Meaning(_R, "OTHR", "AC06"),
    Status.NOT_FROZEN: Meaning(_R, "REFE", "NOOR"),
    Status.NOT_LISTED: Meaning(_R, "DSEC", "AG01"),
    Status.ASSET_MERGED: Meaning(_R, "DSEC", "AM11"),
    Status.NOT_A_SECURITY: Meaning(_R, "DSEC", "AM11"),
    Status.NOT_MONEY: Meaning(_R, "NCRR", "AM11"),
    Status.ONLY_ON_PATH: Meaning(_R, "SAFE", "AC14"),
    Status.OWNER_DIFFERS: Meaning(_R, "SAFE", "AC01"),
    Status.SAME_GATEWAY: Meaning(_R, "DEPT", "RC01"),
    Status.HALF_REPEATED: Meaning(_R, "REFE", "AM05"),
    Status.SAME_SIDE: Meaning(_R, "OTHR", "NARR"),
    Status.MISMATCH_ASSET: Meaning(_U, "DSEC", "NARR"),
    Status.MISMATCH_QUANTITY: Meaning(_U, "DQUA", "NARR"),
    Status.MISMATCH_CASH: Meaning(_U, "NCRR", "AM11"),
    Status.MISMATCH_AMOUNT: Meaning(_U, "DMON", "AM09"),
    Status.REFERENCE_USED: Meaning(_R, "REFE", "AM05"),
    Status.TOO_MANY_PENDING: Meaning(_R, "OTHR", "AM13"),
    Status.SECURITIES_SHORT: Meaning(_F, "LACK", "ED05"),
    Status.NOMINEE_SHORT: Meaning(_F, "LACK", "ED05"),
    Status.CASH_SHORT: Meaning(_F, "MONY", "AM04"),
    Status.RESERVE_SHORT: Meaning(_F, "MONY", "AM23"),
    Status.NO_OMNIBUS: Meaning(_R, "DEPT", "RC01"),
    Status.LIMIT_EXCEEDED: Meaning(_F, "OTHR", "AM14"),
    Status.ISSUED_TOO_LARGE: Meaning(_R, "DQUA", "AM02"),
    Status.EARMARK_SHORT: Meaning(_F, "LACK", "AM04"),
    Status.LEDGER_FULL: Meaning(_R, "OTHR", "MS03"),
    Status.ASSET_EXISTS: Meaning(_R, "DSEC", "AM05"),
    Status.ASSET_NUMBER_INVALID: Meaning(_R, "DSEC", "FF01"),
    Status.CODE_INVALID: Meaning(_R, "DSEC", "FF01"),
    Status.FACE_INVALID: Meaning(_R, "DQUA", "FF01"),
    Status.ALREADY_LISTED: Meaning(_R, "DSEC", "AM05"),
    Status.MERGE_INVALID: Meaning(_R, "DSEC", "NARR"),
    Status.DATE_INVALID: Meaning(_R, "DDAT", "DT01"),
    Status.DATE_NOT_LATER: Meaning(_R, "DDAT", "DT01"),
    Status.DATE_OPEN: Meaning(_R, "DDAT", "DT01"),
    Status.DATE_NOT_OPEN: Meaning(_R, "DDAT", "DT01"),
    Status.COUPON_EXISTS: Meaning(_R, "CAEV", "AM05"),
    Status.COUPON_UNKNOWN: Meaning(_R, "CAEV", "NOOR"),
    Status.COUPON_DATES_INVALID: Meaning(_R, "CAEV", "DT01"),
    Status.COUPON_RATE_INVALID: Meaning(_R, "CAEV", "AM12"),
    Status.COUPON_NOT_WHOLE: Meaning(_R, "CAEV", "AM12"),
    Status.COUPON_NOT_FIXED: Meaning(_R, "CAEV", "DT01"),
    Status.COUPON_NOT_DUE: Meaning(_R, "CAEV", "DT01"),
    Status.COUPON_PAID: Meaning(_R, "CAEV", "AM05"),
    Status.COUPON_NOT_RECEIVED: Meaning(_R, "CAEV", "AM04"),
    Status.COUPON_NONE: Meaning(_R, "CAEV", "NOOR"),
    Status.COUPON_UNPAID: Meaning(_R, "CAEV", "NARR"),
    Status.NO_CASH_ACCOUNT: Meaning(_R, "CASH", "AC03"),
    Status.ROSTER_REFUSED: Meaning(_R, "OTHR", "NARR"),
    Status.ROSTER_PENDING: Meaning(_R, "OTHR", "NARR"),
}

#: Every fault that a message may have: the code of sese.024 and that of pacs.002.
FAULTS: Final = {
    "TOO_LARGE": ("OTHR", "FF01"),
    "NOT_XML": ("OTHR", "FF01"),
    "DOCTYPE": ("OTHR", "FF01"),
    "UNKNOWN_MESSAGE": ("OTHR", "FF01"),
    "SCHEMA": ("OTHR", "FF01"),
    "NOT_DONE_HERE": ("OTHR", "AG01"),
    "MISSING": ("OTHR", "FF01"),
    "MISSING_PARTY": ("DEPT", "RC01"),
    "MISSING_AMOUNT": ("DMON", "AM12"),
    "MISSING_ACCOUNT": ("SAFE", "AC01"),
    "UNKNOWN_PARTY": ("DEPT", "RC01"),
    "UNKNOWN_INSTRUMENT": ("DSEC", "AM11"),
    "UNKNOWN_ACCOUNT": ("SAFE", "AC01"),
    "NOT_OUR_ACCOUNT": ("SAFE", "AC01"),
    "NOT_A_PARTY": ("ICAG", "RC01"),
    "QUANTITY": ("DQUA", "AM12"),
    "AMOUNT": ("DMON", "AM12"),
    "DIRECTION": ("DMON", "NARR"),
    "CURRENCY": ("NCRR", "AM11"),
    "DATE": ("DDAT", "DT01"),
    "REFERENCE": ("REFE", "FF01"),
    "SEVERAL": ("OTHR", "FF01"),
    "REFUSED": ("OTHR", "NARR"),
}


def meaning_of(status: Status) -> Meaning:
    """What a status is called; every one has a meaning."""
    found = MEANINGS.get(status)
    if found is not None:
        return found
    if not status.good:
        return Meaning(State.REJECTED, "OTHR", "NARR")
    return Meaning(State.ACCEPTED, "", "") if status.final else Meaning(State.PENDING, "OTHR", "")

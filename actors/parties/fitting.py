"""What a party says of a record's values before it signs them: every one that the ledger would refuse for its form."""

from __future__ import annotations

import numpy as np

from actors.ledger.records import RECORD, UNITS_MAX
from actors.ledger.status import Status
from actors.parties.refusal import Fault

_RANGED = {
    "quantity": (Status.QUANTITY_ZERO, Status.QUANTITY_NEGATIVE, Status.QUANTITY_TOO_LARGE),
    "amount": (Status.AMOUNT_ZERO, Status.AMOUNT_NEGATIVE, Status.AMOUNT_TOO_LARGE),
}


def why_unfit(**values: int) -> list[Fault]:
    """Every fault of form of a record's ``values``, named as in RECORD: too large for the field, zero, negative."""
    faults: list[Fault] = []
    for name, value in values.items():
        bounds = np.iinfo(RECORD[name])
        if not bounds.min <= value <= bounds.max:
            faults.append(
                Fault(f"the {name} {value} does not fit; give {bounds.min} to {bounds.max}", (name,))
            )
        elif name in _RANGED:
            faults.extend(_why_out_of_range(name, value))
        elif name == "reference" and value == 0:
            faults.append(Fault(status_text(Status.REFERENCE_ZERO), (name,)))
    if "contra" in values and values.get("account") == values["contra"]:
        faults.append(Fault(status_text(Status.SAME_ACCOUNT), ("account", "contra")))
    return faults


def status_text(status: Status) -> str:
    """A status as a reason: its name and its sentence."""
    return f"{status.name}: {status.en}"


def _why_out_of_range(name: str, value: int) -> list[Fault]:
    zero, negative, large = _RANGED[name]
    if 0 < value < UNITS_MAX:
        return []
    status = zero if value == 0 else negative if value < 0 else large
    return [Fault(status_text(status), (name,))]

"""The stages in which a platform comes to the ledger, and what is on from which one.

The paper's four: 1 unified listing, issue and custody transfer; 2 routed trading; 3 settlement on the ledger and native
issues; 4 cross-border. A plan may name modules of a later stage; they are on when the instance has been extended to it.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import IntEnum
from typing import Final


class Stage(IntEnum):
    """How far a platform has come."""

    LISTING = 1
    TRADING = 2
    SETTLEMENT = 3
    CROSS_BORDER = 4


#: The first stage of each module that is not on from the beginning.
FIRST_STAGE: Final[dict[str, Stage]] = {"trading": Stage.TRADING, "settlement": Stage.SETTLEMENT}
#: The role of an institution from abroad; it acts when the platform has come to its last stage.
ABROAD: Final = "cross_border"


def is_on(stage: int, module: str) -> bool:
    """Whether an instance at ``stage`` runs the module."""
    return stage >= FIRST_STAGE.get(module, Stage.LISTING)


def issues_natively(stage: int) -> bool:
    """Whether bonds are issued at ``stage`` whose authoritative register is the ledger."""
    return stage >= Stage.SETTLEMENT


def may_act(stage: int, roles: Collection[str]) -> bool:
    """Whether a member in these roles acts on an instance at ``stage``."""
    return ABROAD not in roles or stage >= Stage.CROSS_BORDER

"""Market: the one door to a running market, and what may go wrong at it.

Names are loaded when they are first used: a process that runs one party imports its maker from here and no more.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cluster.market.deal import Deal, DealBatch
    from cluster.market.events import Event
    from cluster.market.instruction import Instruction, Receipt
    from cluster.market.market import Market
    from cluster.market.problems import (
        InstructionFailed,
        MarketExists,
        MarketProblem,
        NoMarket,
        NotRunning,
        RequestRefused,
        SeveralProblems,
        TooSlow,
        UnknownAsset,
        UnknownHost,
        UnknownParty,
        WrongPassword,
    )

_WHERE = {
    "Deal": "deal",
    "DealBatch": "deal",
    "Event": "events",
    "Instruction": "instruction",
    "InstructionFailed": "problems",
    "Market": "market",
    "MarketExists": "problems",
    "MarketProblem": "problems",
    "NoMarket": "problems",
    "NotRunning": "problems",
    "Receipt": "instruction",
    "RequestRefused": "problems",
    "SeveralProblems": "problems",
    "TooSlow": "problems",
    "UnknownAsset": "problems",
    "UnknownHost": "problems",
    "UnknownParty": "problems",
    "WrongPassword": "problems",
}

__all__ = [
    "Deal",
    "DealBatch",
    "Event",
    "Instruction",
    "InstructionFailed",
    "Market",
    "MarketExists",
    "MarketProblem",
    "NoMarket",
    "NotRunning",
    "Receipt",
    "RequestRefused",
    "SeveralProblems",
    "TooSlow",
    "UnknownAsset",
    "UnknownHost",
    "UnknownParty",
    "WrongPassword",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)

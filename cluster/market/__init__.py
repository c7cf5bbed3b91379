"""Market: the one door to a running market, and what may go wrong at it."""

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

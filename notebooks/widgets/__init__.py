"""Panels of a market: each in a file of its own, each over one door, ``Market``."""

from __future__ import annotations

from notebooks.widgets.holdings_tree import HoldingsTree
from notebooks.widgets.issuance_panel import IssuancePanel
from notebooks.widgets.market_panel import MarketPanel
from notebooks.widgets.panel import Panel
from notebooks.widgets.story_panel import StoryPanel
from notebooks.widgets.trade_ticket import TradeTicket
from notebooks.widgets.tree import Tree

__all__ = ["HoldingsTree", "IssuancePanel", "MarketPanel", "Panel", "StoryPanel", "TradeTicket", "Tree"]

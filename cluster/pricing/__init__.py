"""Prices of bonds: accrued interest, yields, durations, calendars, one curve, spreads, tickets, portfolios.

Floats live here and nowhere below; what settles is computed in integers by ``actors.modules``. QuantLib does the
mathematics and is loaded when something is first priced. Guide: docs/guide/pricing.md.
"""

from __future__ import annotations

from cluster.pricing.accrual import accrued
from cluster.pricing.bond import Bond, Kind
from cluster.pricing.calendars import BusinessDays, HolidayNotice, MarketCalendar, Roll, business_days
from cluster.pricing.conventions import Convention
from cluster.pricing.curve import BondQuote, Curve, Method
from cluster.pricing.curve_building import build_curve
from cluster.pricing.data import government_bonds, published_curve, published_days
from cluster.pricing.futures import conversion_factor
from cluster.pricing.measures import Measures, measure
from cluster.pricing.par import par_quotes
from cluster.pricing.portfolio_table import PortfolioProblem, portfolio, portfolio_totals
from cluster.pricing.problems import PricingProblem
from cluster.pricing.registered import registered_bond
from cluster.pricing.spreads import TENORS, ClassSpread, benchmarks, class_spreads
from cluster.pricing.trade_ticket import Ticket, TicketSide, ticket
from cluster.pricing.trades import merged_quotes, quotes_from_trades
from cluster.pricing.yields import price_from_yield, yield_from_price

__all__ = [
    "TENORS",
    "Bond",
    "BondQuote",
    "BusinessDays",
    "ClassSpread",
    "Convention",
    "Curve",
    "HolidayNotice",
    "Kind",
    "MarketCalendar",
    "Measures",
    "Method",
    "PortfolioProblem",
    "PricingProblem",
    "Roll",
    "Ticket",
    "TicketSide",
    "accrued",
    "benchmarks",
    "build_curve",
    "business_days",
    "class_spreads",
    "conversion_factor",
    "government_bonds",
    "measure",
    "merged_quotes",
    "par_quotes",
    "portfolio",
    "portfolio_totals",
    "price_from_yield",
    "published_curve",
    "published_days",
    "quotes_from_trades",
    "registered_bond",
    "ticket",
    "yield_from_price",
]

"""Bonds that several tests of pricing share: real ones, and one of each other kind."""

from __future__ import annotations

from datetime import date

from cluster.pricing import Bond, government_bonds

REAL = government_bonds()
THIRTY, FIVE, TWO = REAL["2024-T6"], REAL["2026-03"], REAL["2025-24"]
MONDAY = date(2026, 3, 23)
#: Illustrative.
BILL = Bond.discount("BILL", "99.5", "2026-03-02", "2026-06-01")
ZERO = Bond.discount("ZERO", "91.00", "2025-06-15", "2030-06-15")
PAPER = Bond.at_maturity("PAPER", "2.5", "2026-01-05", "2026-10-02", "commercial paper")
SAVINGS = Bond.at_maturity("SAVINGS", "3.0", "2024-05-10", "2029-05-10")
FLOATER = Bond.floating("FLOATER", "0.50", "2.00", "2024-01-15", "2029-01-15", 4, bond_class="policy bank")
EVERY_KIND = [THIRTY, FIVE, BILL, ZERO, PAPER, SAVINGS, FLOATER]

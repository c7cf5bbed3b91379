"""The bonds of the story. The five-year and the thirty-year are real; the others are illustrative, and their codes say so."""

from __future__ import annotations

from dataclasses import dataclass

from actors.modules.bond import BondTerms
from actors.modules.instruments.commands import BondClass
from actors.modules.instruments.isin import check_digit

FACE_FEN = 10_000
#: 2026年记账式附息(三期)国债: its coupon is what the auction gives.
FIVE = BondTerms(12, "2026-03", "2026年记账式附息(三期)国债", FACE_FEN, 0, 1, 20260125, 20310125)
FIVE_FACE = "150000000000"
#: 2024年超长期特别国债(六期).
THIRTY = BondTerms(10, "2024-T6", "2024年超长期特别国债(六期)", FACE_FEN, 21_900, 2, 20240925, 20540925)


@dataclass(frozen=True, slots=True)
class Line:
    """A bond that exists when the story begins: its depository and issuer, and what markets call it."""

    terms: BondTerms
    depository: str
    issuer: str
    bond_class: BondClass
    codes: dict[str, str]

    @property
    def isin(self) -> str:
        """An ISIN of the user-assigned country code ZZ: no real bond has it."""
        return illustrative_isin(self.terms.asset)


def illustrative_isin(asset: int) -> str:
    """An ISIN for the asset that no real bond has (user-assigned country code ZZ)."""
    body = f"ZZ{asset:09d}"
    return body + check_digit(body)


def _illustrative(
    asset: int, code: str, name: str, coupon_micro: int, dated: int, maturity: int
) -> BondTerms:
    return BondTerms(asset, code, name, FACE_FEN, coupon_micro, 1, dated, maturity)


LINES = (
    Line(THIRTY, "CCDC", "MOF", BondClass.TREASURY, {"CFETS": "T6-IB", "SSE": "T6-SH"}),
    Line(
        _illustrative(20, "X-POLICY", "Illustrative policy bank bond", 19_500, 20250610, 20350610),
        "CCDC",
        "CDB",
        BondClass.POLICY_BANK,
        {"CFETS": "X-PB-IB"},
    ),
    Line(
        _illustrative(21, "X-LOCAL", "Illustrative local government bond", 18_800, 20250915, 20320915),
        "CCDC",
        "PROVINCE",
        BondClass.LOCAL_GOVERNMENT,
        {"CFETS": "X-LG-IB", "SSE": "X-LG-SH"},
    ),
    Line(
        _illustrative(22, "X-MTN", "Illustrative medium-term note", 23_500, 20250320, 20280320),
        "SHCH",
        "COMPANY",
        BondClass.MEDIUM_TERM_NOTE,
        {"CFETS": "X-MTN-IB"},
    ),
    Line(
        _illustrative(23, "X-CORP", "Illustrative corporate bond", 24_900, 20250522, 20300522),
        "CSDC",
        "COMPANY",
        BondClass.CORPORATE,
        {"SSE": "X-CORP-SH"},
    ),
)

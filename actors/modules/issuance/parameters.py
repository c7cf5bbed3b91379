"""What an instance may set about issuance. Faces are in fen, shares in millionths.

The figures are those that people of the market know; none was confirmed from the rule's own text, hence parameters.
"""

from __future__ import annotations

from typing import Final

from actors.ledger.parameter import Parameter
from actors.ledger.records import UNITS_MAX

SHARE: Final = 1_000_000
_RULES: Final = "MoF rules of tender for book-entry treasuries; figure not confirmed from their own text"
_OWN: Final = "set here; no published rule known"


def _face(name: str, fen: int, en: str, zh: str) -> Parameter:
    return Parameter(name, fen, 1, UNITS_MAX - 1, "fen of face", en, zh, _RULES)


def _share(name: str, millionths: int, en: str, zh: str, source: str = _RULES) -> Parameter:
    return Parameter(name, millionths, 0, SHARE, "millionths", en, zh, source)


PARAMETERS: Final[tuple[Parameter, ...]] = (
    _face(
        "lot_fen",
        1_000_000_000,
        "Bids and allotments are whole multiples of this face (¥10m).",
        "投标与获配面值须为此数的整数倍（0.1 亿元）。",
    ),
    _face(
        "line_max_fen",
        500_000_000_000,
        "Largest face bid at one tick (¥5bn).",
        "单一标位最高投标面值（50 亿元）。",
    ),
    _share("member_max_a", 350_000, "Most of the offer for which class A may bid.", "甲类成员最高投标比例。"),
    _share("member_max_b", 250_000, "Most of the offer for which class B may bid.", "乙类成员最高投标比例。"),
    _share(
        "bid_duty_a", 40_000, "Least of the offer for which class A has to bid.", "甲类成员最低投标比例。"
    ),
    _share(
        "bid_duty_b", 15_000, "Least of the offer for which class B has to bid.", "乙类成员最低投标比例。"
    ),
    _share(
        "win_duty_a", 10_000, "Least of the offer that class A has to underwrite.", "甲类成员最低承销比例。"
    ),
    _share(
        "win_duty_b", 2_000, "Least of the offer that class B has to underwrite.", "乙类成员最低承销比例。"
    ),
    _share(
        "additional_share",
        500_000,
        "How much of its competitive award a class-A member may take in addition.",
        "甲类成员追加投标占其竞争性中标额的最高比例。",
    ),
    _share(
        "penalty",
        500,
        "Of its amount, owed to the issuer for an allotment that was not paid.",
        "逾期未缴款的违约金占应缴金额的比例。",
        _OWN,
    ),
    Parameter(
        "opening_minutes",
        60,
        1,
        1_440,
        "minutes",
        "After the close, for keys; then bids that nobody opened are left out.",
        "招标截止后的开标期限；逾期未开启的投标不参与。",
        _OWN,
    ),
    Parameter(
        "sheet_lines_max", 200, 1, 2_000, "bids", "Most ticks of one sheet.", "单张投标单的标位数上限。", _OWN
    ),
)

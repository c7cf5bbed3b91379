"""What an instance may set of trading. Lots, steps, ticks and days are set a market and a way of trading."""

from __future__ import annotations

from typing import Final

from actors.ledger.parameter import Parameter
from actors.modules.dates import DAY_S
from actors.modules.trading.rules import (
    EXCHANGE_CLICK,
    EXCHANGE_NEGOTIATED,
    EXCHANGE_RFQ,
    INTERBANK_CLICK,
    INTERBANK_NEGOTIATED,
    INTERBANK_RFQ,
    TradingRules,
)

_FACE_MAX: Final = 10**15
_PUBLISHED: Final = "rules of the interbank market and the exchanges, 2020-2022"
_OPEN: Final = "not confirmed by a rule's own text [P]"

#: Rules by market and way of trading, where neither the instance nor the venue has others.
DEFAULTS: Final[dict[str, TradingRules]] = {
    "interbank_rfq": INTERBANK_RFQ,
    "interbank_click": INTERBANK_CLICK,
    "interbank_negotiated": INTERBANK_NEGOTIATED,
    "exchange_rfq": EXCHANGE_RFQ,
    "exchange_click": EXCHANGE_CLICK,
    "exchange_negotiated": EXCHANGE_NEGOTIATED,
}
_TITLES: Final = {
    "interbank_rfq": ("interbank request for quote", "银行间询价"),
    "interbank_click": ("interbank click-to-deal", "银行间点击成交"),
    "interbank_negotiated": ("interbank negotiated deals", "银行间协商成交"),
    "exchange_rfq": ("exchange request for quote", "交易所询价成交"),
    "exchange_click": ("exchange click-to-deal", "交易所点击成交"),
    "exchange_negotiated": ("exchange negotiated deals", "交易所协商成交"),
}
#: Fields of :class:`TradingRules` with their highest value, unit, and what they are called.
_FIELDS: Final = (
    ("face_min_fen", 1, _FACE_MAX, "fen", "least face", "最低面额"),
    ("face_step_fen", 1, _FACE_MAX, "fen", "step of faces", "面额变动单位"),
    ("tick", 1, 10_000, "0.0001 yuan per 100", "tick of clean prices", "净价最小变动单位"),
    ("settle_days_max", 0, 3, "business days", "latest settlement, T+n", "最长结算速度 T+n"),
)
#: Defaults that a published rule gives; the others are not confirmed.
_CONFIRMED: Final = {
    "interbank_rfq_face_min_fen",
    "interbank_rfq_face_step_fen",
    "interbank_rfq_settle_days_max",
    "interbank_click_face_min_fen",
    "interbank_click_settle_days_max",
    "exchange_rfq_tick",
    "exchange_click_tick",
    "exchange_negotiated_tick",
}


def _of_rules(way: str) -> list[Parameter]:
    en, zh = _TITLES[way]
    return [
        Parameter(
            f"{way}_{field}",
            getattr(DEFAULTS[way], field),
            low,
            high,
            unit,
            f"{en}: {what_en}",
            f"{zh}：{what_zh}",
            _PUBLISHED if f"{way}_{field}" in _CONFIRMED else _OPEN,
        )
        for field, low, high, unit, what_en, what_zh in _FIELDS
    ]


def _second(name: str, default: int, en: str, zh: str) -> Parameter:
    return Parameter(name, default, 0, DAY_S, "second of the day, UTC+8", en, zh, _OPEN)


PARAMETERS: Final[tuple[Parameter, ...]] = (
    *(parameter for way in DEFAULTS for parameter in _of_rules(way)),
    _second("interbank_cutoff_s", 72_000, "interbank: last deal of the day", "银行间：当日最晚成交时间"),
    _second("interbank_cutoff_today_s", 60_600, "interbank: last deal T+0", "银行间：T+0 最晚成交时间"),
    _second("exchange_cutoff_s", 55_800, "exchange: last deal of the day", "交易所：当日最晚成交时间"),
    _second("exchange_cutoff_today_s", 55_800, "exchange: last deal T+0", "交易所：T+0 最晚成交时间"),
    Parameter(
        "life_s_max",
        36_000,
        1,
        DAY_S,
        "seconds",
        "longest life of a request, a quote, a declared deal",
        "询价、报价与成交申报的最长有效期",
        _OPEN,
    ),
    Parameter(
        "gap_days_max",
        11,
        1,
        31,
        "calendar days",
        "days after the trade that the next business day may lie ahead, where no calendar is on the ledger",
        "账本无日历时，下一营业日距成交日的最长日数",
        _OPEN,
    ),
    Parameter(
        "routing_regulators",
        2,
        1,
        8,
        "regulators",
        "regulators that must admit a bond to trading across markets",
        "纳入互联互通名单所需的监管部门数",
        "notice 2020 No. 7 of the People's Bank and the CSRC",
    ),
    Parameter(
        "individual_classes",
        7,
        0,
        255,
        "bit c - 1 for class c",
        "classes of bonds that individuals may trade on an exchange",
        "个人投资者在交易所可交易的债券类别",
        _OPEN,
    ),
    Parameter(
        "kept_days",
        30,
        1,
        3_650,
        "calendar days",
        "days for which a deal that has ended stays on the shelf",
        "已终结成交的保留日数",
        "the project's own",
    ),
)

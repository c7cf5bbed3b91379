"""What an instance may set of risk: classes by category, caps, thresholds of warnings, and automatic measures."""

from __future__ import annotations

from typing import Final, NamedTuple

from actors.ledger.parameter import Parameter
from actors.modules.risk.state import Watched

#: Shares are in hundredths of a percent.
WHOLE: Final = 10_000
#: Bits of automatic measures: stop buying by whom the warning is about, halt the bond, halt the platform.
STOP_BUYING, HALT_BOND, HALT_PLATFORM = 1, 2, 4
_OPEN: Final = "not confirmed by a rule's own text [P]"
_OWN: Final = "the project's own"
_BP: Final = "hundredths of a percent"
_MAX: Final = 1 << 40


class _Indicator(NamedTuple):
    """Thresholds of one thing that is watched, by level from yellow to red."""

    thresholds: tuple[int, int, int]
    unit: str
    en: str
    zh: str
    source: str = _OPEN


INDICATORS: Final[dict[Watched, _Indicator]] = {
    Watched.ISSUE_SHARE: _Indicator(
        (2_000, 3_000, 5_000), _BP, "one owner's share of an issue", "单一持有人占单期债券比例"
    ),
    Watched.PORTFOLIO_SHARE: _Indicator(
        (5_000, 7_500, 9_000), _BP, "one issuer's share of an owner's bonds", "单一发行人占持有人组合比例"
    ),
    Watched.LEVERAGE: _Indicator(
        (12_000, 14_000, 20_000),
        _BP,
        "bonds held over bonds not pledged",
        "债券持有量与未质押量之比（杠杆率）",
        "levels of 140 and 200 percent: guiding opinions on asset management, 2018; here by face",
    ),
    Watched.MATURITY_WALL: _Indicator(
        (3_000, 5_000, 8_000), _BP, "an issuer's debt that falls due in one month", "发行人单月到期占存量比例"
    ),
    Watched.FAILS: _Indicator((100, 300, 500), _BP, "instructions that failed today", "当日结算失败比例"),
    Watched.LIMIT_USE: _Indicator((8_000, 9_000, 10_000), _BP, "share of a limit used", "限额使用比例"),
    Watched.DISCLOSURE_OVERDUE: _Indicator(
        (1, 30, 90), "calendar days", "a disclosure overdue", "信息披露逾期日数"
    ),
    Watched.DISCLOSURE_DIFFERS: _Indicator(
        (1, 100, 1_000), _BP, "a disclosed amount that does not agree", "披露金额与核对数的差异比例"
    ),
    Watched.DEBT_RATIO: _Indicator(
        (12_000, 20_000, 30_000), _BP, "an issuer's disclosed debt ratio", "发行人披露的债务率"
    ),
    Watched.DEBT_SERVICE_RATIO: _Indicator(
        (1_000, 1_500, 2_000), _BP, "an issuer's disclosed debt-service ratio", "发行人披露的偿债率"
    ),
}
_LEVELS: Final = (("yellow", "黄色"), ("orange", "橙色"), ("red", "红色"))


def _of_indicator(watched: Watched, one: _Indicator) -> list[Parameter]:
    name = watched.name.lower()
    thresholds = [
        Parameter(
            f"{name}_{level}",
            value,
            1,
            _MAX,
            one.unit,
            f"{level} warning from: {one.en}",
            f"{level_zh}预警线：{one.zh}",
            one.source,
        )
        for (level, level_zh), value in zip(_LEVELS, one.thresholds, strict=True)
    ]
    measure = Parameter(
        f"{name}_measures",
        0,
        0,
        STOP_BUYING | HALT_BOND | HALT_PLATFORM,
        "1 stop buying, 2 halt the bond, 4 halt the platform",
        f"automatic measures at red: {one.en}",
        f"红色预警的自动措施：{one.zh}",
        _OWN,
    )
    return [*thresholds, measure]


def _classes(category: str, category_zh: str, default: int, source: str) -> Parameter:
    return Parameter(
        f"{category}_classes",
        default,
        0,
        255,
        "bit c - 1 for class c",
        f"classes of bonds that may be bought by: {category}",
        f"可购买的债券类别：{category_zh}",
        source,
    )


PARAMETERS: Final[tuple[Parameter, ...]] = (
    _classes("institution", "专业机构投资者", 255, _OWN),
    _classes("product", "非法人产品", 255, _OWN),
    _classes("individual", "个人投资者", 7, _OPEN),
    Parameter(
        "category_required",
        0,
        0,
        1,
        "0 or 1",
        "whether an owner without a category may buy nothing",
        "未认定类别的投资者是否不得买入",
        _OPEN,
    ),
    Parameter(
        "issue_share_max",
        WHOLE,
        1,
        WHOLE,
        _BP,
        "share of one issue that one owner may reach by buying",
        "单一持有人通过买入可达到的单期债券比例上限",
        _OPEN,
    ),
    *(parameter for watched, one in INDICATORS.items() for parameter in _of_indicator(watched, one)),
    Parameter(
        "portfolio_floor_fen",
        10_000_000_000,
        0,
        1 << 60,
        "fen of face",
        "portfolios below this are not watched for one issuer's share",
        "低于该面额的组合不监测发行人集中度",
        _OWN,
    ),
    Parameter(
        "maturity_floor_fen",
        100_000_000_000,
        0,
        1 << 60,
        "fen of face",
        "months in which an issuer repays less are no maturity wall",
        "发行人单月到期低于该面额不视为到期墙",
        _OWN,
    ),
    Parameter(
        "maturity_months", 12, 1, 120, "months", "months ahead that are watched", "监测的未来月数", _OWN
    ),
    Parameter(
        "findings_max",
        100,
        1,
        10_000,
        "warnings",
        "warnings that one indicator raises in one survey, the gravest first",
        "单项指标每次监测最多产生的预警数（由重到轻）",
        _OWN,
    ),
    Parameter(
        "kept_days",
        365,
        1,
        3_650,
        "calendar days",
        "days for which an evaluated warning, and a reading, stay on the shelf",
        "已评估预警与监测读数的保留日数",
        _OWN,
    ),
)

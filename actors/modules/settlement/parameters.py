"""What an instance may set about settlement."""

from __future__ import annotations

from typing import Final

from actors.ledger.parameter import Parameter

_OWN: Final = "set by the platform; no published rule confirms the default [P]"

MODEL: Final = Parameter(
    "model",
    1,
    1,
    3,
    "model",
    "DvP model: 1 gross securities and cash, 2 gross securities and net cash, 3 net securities and cash",
    "券款对付模式：一为券款均逐笔全额，二为券全额款净额，三为券款均净额",
    "BIS, Delivery versus payment in securities settlement systems, 1992",
)
CUTOFF: Final = Parameter(
    "cutoff_s",
    17 * 3600,
    0,
    86_400,
    "second of the day, UTC+8",
    "Cut-off: what has not settled on its date by then has failed that day",
    "结算截止时间：届时未结算即为当日结算失败",
    _OWN,
)
CARRY_DAYS: Final = Parameter(
    "carry_days",
    0,
    0,
    60,
    "business dates",
    "How many times a failed instruction is carried to the next business date before it ends",
    "失败指令可顺延的营业日次数，之后终止",
    _OWN,
)
PENALTY: Final = Parameter(
    "penalty_rate",
    0,
    0,
    10_000,
    "0.01 basis points of the value a business date",
    "Cash penalty of the side that failed; accrued, not collected",
    "结算失败罚金率，按日计提，不自动扣收",
    "form after CSDR, delegated regulation (EU) 2017/389 (0.10 basis points for sovereign bonds); default none [P]",
)
PARTIAL: Final = Parameter(
    "partial",
    0,
    0,
    1,
    "no or yes",
    "Whether a part of an instruction may settle at the cut-off when both sides allow it",
    "双方同意时，截止时可否部分结算",
    _OWN,
)
PARTIAL_MIN: Final = Parameter(
    "partial_min",
    1,
    1,
    2**61,
    "units",
    "Least quantity of a part",
    "部分结算的最小数量",
    _OWN,
)
AT_CUTOFF: Final = Parameter(
    "gridlock_at_cutoff",
    0,
    0,
    2,
    "0 none, 1 bilateral, 2 multilateral",
    "Gridlock resolution that runs by itself before instructions fail",
    "截止前自动运行的僵局化解方法",
    _OWN,
)
DAYS_AHEAD: Final = Parameter(
    "days_ahead_max",
    366,
    0,
    3_660,
    "calendar days",
    "How far ahead a settlement date may lie",
    "结算日最远可提前的自然日数",
    _OWN,
)

PARAMETERS: Final = (MODEL, CUTOFF, CARRY_DAYS, PENALTY, PARTIAL, PARTIAL_MIN, AT_CUTOFF, DAYS_AHEAD)

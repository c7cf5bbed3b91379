"""What an instance may set of disclosure: the days until each field is due, and whether amounts must agree."""

from __future__ import annotations

from typing import Final

from actors.ledger.parameter import Parameter
from actors.modules.disclosure.fields import FIELDS, Spec

_OPEN: Final = "not confirmed by a rule's own text [P]"


def _days(one: Spec) -> Parameter:
    since, since_zh = ("beginning", "期初") if one.from_start else ("end", "期末")
    if not one.months:
        since, since_zh = "dated date", "起息日"
    return Parameter(
        f"{one.field.name.lower()}_days",
        one.days,
        0,
        3_650,
        "calendar days",
        f"days from the period's {since} until due: {one.en}",
        f"{since_zh}后应披露日数：{one.zh}",
        _OPEN,
    )


PARAMETERS: Final[tuple[Parameter, ...]] = (
    *(_days(one) for one in FIELDS.values()),
    Parameter(
        "strict",
        0,
        0,
        1,
        "0 or 1",
        "whether an amount that does not agree with the ledger is refused, not only warned of",
        "与账本不符的金额是否拒收（否则仅预警）",
        "the project's own",
    ),
)

"""The fields of sunshine debt: the paper's, each with its form and the rule by which it falls due.

Light: panels and pages use the table too. Days and periods are defaults that no rule's own text confirms; the days are
parameters of an instance.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final, NamedTuple


class Field(IntEnum):
    """What is disclosed. 1 to 7 of the issuer, the others of each bond."""

    DEBT_LIMIT = 1
    DEBT_BALANCE = 2
    DEBT_RATIO = 3
    DEBT_SERVICE_RATIO = 4
    ECONOMY = 5
    BUDGET = 6
    FINAL_ACCOUNTS = 7
    PREPARATION = 8
    ISSUANCE = 9
    OUTSTANDING = 10
    USE_OF_FUNDS = 11
    CONSTRUCTION = 12
    OPERATION = 13
    ASSETS = 14
    LIFE = 15


class Form(IntEnum):
    """How a field is told: an amount in fen, a ratio in hundredths of a percent, a document."""

    AMOUNT = 1
    RATIO = 2
    DOCUMENT = 3


class Spec(NamedTuple):
    """``months``: length of a period, 0 for what is told once, at the bond's dated date; ``days``: from the end of the
    period (``from_start``: its beginning) to the due date."""

    field: Field
    form: Form
    months: int
    days: int
    en: str
    zh: str
    from_start: bool = False

    @property
    def of_bond(self) -> bool:
        """Whether it is told for each bond, not for the issuer."""
        return self.field > Field.FINAL_ACCOUNTS

    @property
    def bit(self) -> int:
        """Its bit in a mask of fields."""
        return 1 << (self.field - 1)


FIELDS: Final[dict[int, Spec]] = {
    int(one.field): one
    for one in (
        Spec(Field.DEBT_LIMIT, Form.AMOUNT, 12, 90, "Debt limit", "债务限额", True),
        Spec(Field.DEBT_BALANCE, Form.AMOUNT, 3, 30, "Debt balance", "债务余额"),
        Spec(Field.DEBT_RATIO, Form.RATIO, 12, 120, "Debt ratio", "债务率"),
        Spec(Field.DEBT_SERVICE_RATIO, Form.RATIO, 12, 120, "Debt-service ratio", "偿债率"),
        Spec(Field.ECONOMY, Form.DOCUMENT, 12, 120, "Economic and fiscal indicators", "经济财政状况"),
        Spec(Field.BUDGET, Form.DOCUMENT, 12, 90, "Budget", "预算", True),
        Spec(Field.FINAL_ACCOUNTS, Form.DOCUMENT, 12, 240, "Final accounts", "决算"),
        Spec(Field.PREPARATION, Form.DOCUMENT, 0, 0, "Preparation before issue", "发行前准备"),
        Spec(Field.ISSUANCE, Form.DOCUMENT, 0, 5, "Issue of the bond", "债券发行"),
        Spec(Field.OUTSTANDING, Form.AMOUNT, 3, 30, "Outstanding of the bond", "债券存续余额"),
        Spec(Field.USE_OF_FUNDS, Form.AMOUNT, 3, 30, "Use of funds", "资金管理（募集资金使用）"),
        Spec(Field.CONSTRUCTION, Form.DOCUMENT, 6, 60, "Project construction", "项目建设管理"),
        Spec(Field.OPERATION, Form.DOCUMENT, 12, 120, "Project operation", "项目运营管理"),
        Spec(Field.ASSETS, Form.DOCUMENT, 12, 120, "Project assets", "资产管理"),
        Spec(Field.LIFE, Form.DOCUMENT, 12, 120, "Management over the bond's life", "存续期管理信息"),
    )
}
#: Masks of all fields of an issuer, and of a bond.
OF_ISSUER: Final = sum(one.bit for one in FIELDS.values() if not one.of_bond)
OF_BOND: Final = sum(one.bit for one in FIELDS.values() if one.of_bond)

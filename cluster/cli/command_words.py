"""A typed command of the business lane in words, in English and Chinese."""

from __future__ import annotations

from typing import Final

from actors.base.canonical import MalformedBytes
from actors.base.roster import Roster, SignedRoster
from actors.ledger import commands as typed

_COMMANDS: Final = {
    typed.RegisterAsset: ("register an asset", "登记资产"),
    typed.ListAsset: ("list a security", "证券上市"),
    typed.MergeAsset: ("merge a tranche into its parent", "续发行并券"),
    typed.OpenDate: ("open a business date", "开启营业日"),
    typed.CloseDate: ("close the business date", "营业日日终"),
    typed.DeclareCoupon: ("declare a coupon", "公告付息"),
    typed.PayCoupon: ("pay a coupon", "支付利息"),
    typed.LinkCash: ("link a cash account", "关联资金账户"),
    typed.ChangeRoster: ("change the roster", "更换名册"),
}
_FIELDS: Final = {
    "asset": ("asset", "资产"),
    "code": ("code", "代码"),
    "kind": ("class", "类别"),
    "face_fen": ("face per unit", "单位面值"),
    "listed": ("listed", "已上市"),
    "tranche": ("tranche", "续发券"),
    "parent": ("parent", "原券"),
    "date": ("date", "日期"),
    "record_date": ("record date", "登记日"),
    "payment_date": ("payment date", "付息日"),
    "numerator": ("fen per unit, numerator", "每单位利息（分），分子"),
    "denominator": ("fen per unit, denominator", "每单位利息（分），分母"),
    "cash": ("cash asset", "资金资产"),
    "paying_account": ("paying account", "付款账户"),
    "account": ("account", "账户"),
    "cash_account": ("cash account", "资金账户"),
    "signed": ("next roster", "新名册"),
}
_CLASSES: Final = {1: ("security", "证券"), 2: ("money", "资金")}
_YES_NO: Final = {True: ("yes", "是"), False: ("no", "否")}
_UNKNOWN: Final = ("no known command", "无法识别的命令")
_NONE: Final = ("none: the payload is no list of so many commands", "无：载荷不是相应条数的命令")


def command_lines(data: bytes, roster: Roster | None, lang: str) -> list[tuple[str, str]]:
    """Label and value of a command's kind and of each of its fields; ``data``: its canonical bytes, or none."""
    chinese = lang == "zh"
    kind = ("kind", "类型")[chinese]
    if not data:
        return [(kind, _NONE[chinese])]
    try:
        command = typed.read_one(data)
    except MalformedBytes:
        return [(kind, f"{_UNKNOWN[chinese]}: {data[:32].hex()}")]
    lines = [(kind, f"{type(command).__name__}: {_COMMANDS[type(command)][chinese]}")]
    for name in type(command).__struct_fields__:
        value = getattr(command, name)
        lines.append((_FIELDS[name][chinese], _value(name, value, roster, chinese)))
    return lines


def _value(name: str, value: object, roster: Roster | None, chinese: bool) -> str:
    from cluster.cli.receipt import account_text, yuan

    match value:
        case bool():
            return _YES_NO[value][chinese]
        case SignedRoster(roster=new):
            return f"{new.name}, epoch {new.epoch}, {len(new.validators)} validators, {new.digest.hex()}"
        case int() if name.endswith("account"):
            return account_text(value, roster)
        case int() if name.endswith("date"):
            return f"{value // 10_000:04}-{value // 100 % 100:02}-{value % 100:02}"
        case int() if name == "face_fen":
            return yuan(value)
        case int() if name == "kind" and value in _CLASSES:
            return _CLASSES[value][chinese]
        case _:
            return str(value)

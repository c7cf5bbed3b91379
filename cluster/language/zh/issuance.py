"""Parameters of issuance; what may be wrong with values, keys and files of bids."""

from __future__ import annotations

from typing import Final

_PARAMETERS: Final = {
    "MoF rules of tender for book-entry treasuries; figure not confirmed from their own text": (
        "财政部记账式国债招标发行规则；数值未经规则原文核实"
    ),
    "set here; no published rule known": "本系统设定；未见公开规则",
    "fen of face": "面值（分）",
    "Bids and allotments are whole multiples of this face (¥10m).": "投标与获配面值须为此数的整数倍（0.1 亿元）。",
    "Largest face bid at one tick (¥5bn).": "单一标位最高投标面值（50 亿元）。",
    "Most of the offer for which class A may bid.": "甲类成员最高投标比例。",
    "Most of the offer for which class B may bid.": "乙类成员最高投标比例。",
    "Least of the offer for which class A has to bid.": "甲类成员最低投标比例。",
    "Least of the offer for which class B has to bid.": "乙类成员最低投标比例。",
    "Least of the offer that class A has to underwrite.": "甲类成员最低承销比例。",
    "Least of the offer that class B has to underwrite.": "乙类成员最低承销比例。",
    "How much of its competitive award a class-A member may take in addition.": (
        "甲类成员追加投标占其竞争性中标额的最高比例。"
    ),
    "Of its amount, owed to the issuer for an allotment that was not paid.": "逾期未缴款的违约金占应缴金额的比例。",
    "After the close, for keys; then bids that nobody opened are left out.": (
        "招标截止后的开标期限；逾期未开启的投标不参与。"
    ),
    "Most ticks of one sheet.": "单张投标单的标位数上限。",
}
_VALUES: Final = {
    "{code}: {dated} to {maturity} is no whole number of coupon periods; correct the dates or the frequency": (
        "{code}：{dated} 至 {maturity} 不是整数个付息周期；请更正日期或付息频率"
    ),
    "the value {value} is not exact; write it as text or Decimal, like 1.54": (
        "数值 {value} 不精确；请写成文本或 Decimal，如 1.54"
    ),
    "the value {value} is not a number; write it like 1.54 or 99.95": "{value} 不是数字；写法如 1.54 或 99.95",
    "the value {value} is negative or has more than four decimals; write it like 1.54": (
        "数值 {value} 为负或超过四位小数；写法如 1.54"
    ),
    "a face of ¥{face} is not a whole number of units of {fen} fen; correct it": (
        "面值 ¥{face} 不是每单位 {fen} 分的整数倍；请更正"
    ),
    "{value} is no moment; write it like 2026-01-23 10:35": "{value} 不是时刻；写法如 2026-01-23 10:35",
    "no institution {name} in the roster; check the name": "名册中没有机构 {name}；请核对名称",
}
_CLIENT: Final = {
    "{path} has {count} errors; they are listed in {report}: mend them and read it again": (
        "{path} 有 {count} 处错误，已列于 {report}；请更正后重新读取"
    ),
    "the column {name} is missing; the file needs bid and face": "缺少列 {name}；文件须有 bid 与 face 两列",
    "issue {issue} has no keys to seal to; wait until its depository takes it": (
        "发行 {issue} 尚无密封用的密钥；请等待登记机构受理"
    ),
    "no issue {issue} was announced; check its number": "没有公告发行 {issue}；请核对编号",
    "{path} holds {count} bytes, not an auction key of {size}; name the right file": (
        "{path} 为 {count} 字节，不是 {size} 字节的招标密钥；请指明正确的文件"
    ),
}

TEXTS: Final = _PARAMETERS | _VALUES | _CLIENT

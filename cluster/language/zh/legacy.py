"""Chinese of legacy back ends: their names, registers, days and files, and the report of a reconciliation."""

from __future__ import annotations

TEXTS = {
    "{what} {number} has several names in the back end: {names}; keep one": (
        "{what} {number} 在后台系统中有多个名称：{names}；请保留一个"
    ),
    "asset {asset} has no code in this back end; add it to the code map": "资产 {asset} 在该后台系统没有代码；请补入代码表",
    "{name} states accounts that the account map does not know: {accounts}; "
    "open them on the ledger and add them to the map": (
        "{name} 申报了账户表中没有的账户：{accounts}；请在账本上开户并补入账户表"
    ),
    "{name} speaks version {version} of the adapter protocol, not {wanted}; bring its adapter up to date": (
        "{name} 使用适配器协议第 {version} 版，而非第 {wanted} 版；请更新其适配器"
    ),
    "the back end's file is late": "后台系统的文件迟到",
    "the back end lacks it": "后台系统漏记",
    "the ledger lacks it": "账本漏记",
    "the back end booked it more than once": "后台系统重复记账",
    "the quantities differ": "数量不一致",
    "no entry of the day explains it": "当日记账无法解释",
    "ask again when the back end has closed its day": "待后台系统日终后再次对账",
    "correct the ledger: the back end's register is authoritative": "更正账本：以后台系统登记簿为准",
    "hand the instruction to the back end again": "向后台系统重新发送指令",
    "have the back end reverse it: the ledger is authoritative": "由后台系统冲正：以账本为准",
    "look into it by hand": "人工核查",
    "{name} takes deliveries only": "{name} 仅受理过户指令",
    "account {account} does not keep {code} here": "账户 {account} 在此不托管 {code}",
    "the quantity {quantity} is not positive": "数量 {quantity} 不为正",
    "{date} is closed": "{date} 已日终",
    "custody transfers are stopped on {date}, before the record date": "{date} 处于登记日前的转托管暂停期",
    "{name} keeps no register of {code}; correct the code map": "{name} 没有 {code} 的登记簿；请更正代码表",
    "{name} has not closed {date} yet": "{name} 尚未完成 {date} 日终",
    "{name} takes payments only": "{name} 仅受理支付指令",
    "account {account} is not open here": "账户 {account} 未在此开立",
    "the amount {amount} is not positive": "金额 {amount} 不为正",
    "{payer} holds {held} fen, {amount} are needed": "{payer} 余额 {held} 分，需要 {amount} 分",
    "{name} keeps {code} only; correct the code map": "{name} 仅记 {code}；请更正代码表",
    "{name} takes trades only": "{name} 仅受理成交",
    "{name} is a venue and keeps no register of {code}; ask a depository": (
        "{name} 是交易场所，没有 {code} 的登记簿；请向托管机构查询"
    ),
    "row 1: the columns must be {columns}": "第 1 行：列须为 {columns}",
    "it has not {count} columns": "列数不是 {count}",
    "{name} is empty; fill it in": "{name} 为空；请填写",
    "{name} {value!r} is not a whole number above zero": "{name} {value!r} 不是大于零的整数",
    "seller and buyer are both {name}": "买卖双方均为 {name}",
    "the receipt is of another instruction; ask for the one that anchored this certificate": (
        "该回执属于其他指令；请索取本证明存证指令的回执"
    ),
    "the ledger refused this certificate; ask for one that it took": "账本未接受该证明；请索取已被接受的证明",
    "the receipt is of another certificate; ask for this one's": "该回执属于另一份证明；请索取本证明的回执",
    "the certificate was changed after it was anchored; ask for the true one": "证明在存证后被改动；请索取原件",
}

"""Chinese of sunshine debt: the issuer's page, and documents kept by digest. The fields say theirs themselves."""

from __future__ import annotations

from actors.modules.disclosure.fields import FIELDS

_PAGE = {
    "Sunshine debt": "阳光债务",
    "Field": "项目",
    "Period": "所属期",
    "Due": "应披露日",
    "Disclosed": "披露内容",
    "Check": "核对",
    "Document": "文件",
    "Version": "版本",
    "Receipt": "回执",
    "document": "文件",
    "(ledger {amount})": "（账本 {amount}）",
    "differs": "与账本不符",
    "late": "逾期披露",
    "in time": "按期",
    "overdue": "逾期未披露",
    "owed": "待披露",
    "at hand": "原文在库",
    "digest alone": "仅有摘要",
    "listed": "已上市",
    "not listed": "未上市",
    "signed by institution {institution} since {since}": "由机构 {institution} 签署，自 {since} 起",
    "from {dated} to {maturity}, outstanding on the ledger {amount}": (
        "自 {dated} 至 {maturity}，账本存续余额 {amount}"
    ),
}
_DOCUMENTS = {
    "the document has {size} bytes; at most {most} are kept, so split it": (
        "文件为 {size} 字节；最多保存 {most} 字节，请拆分"
    ),
    "no document {digest} here; ask who disclosed it for the file": "此处没有文件 {digest}；请向披露方索取",
    "the document {digest} was changed on disk; ask who disclosed it for the file": (
        "文件 {digest} 在磁盘上已被改动；请向披露方索取"
    ),
    "this client keeps no documents; name their directory with keeping()": (
        "此客户端不保存文件；请用 keeping() 指定目录"
    ),
    "institution {signer} signed this entry; ask it for the receipt": "该条披露由机构 {signer} 签署；请向其索取回执",
    "no issuer {number} discloses here; look at issuers()": "没有编号为 {number} 的披露主体；请查看 issuers()",
    "the ratio {value} is not a number; write it in percent like 85.5": (
        "比率 {value} 不是数字；请按百分比填写，如 85.5"
    ),
    "the ratio {value} is negative or has more than two decimals; write it in percent like 85.5": (
        "比率 {value} 为负或小数超过两位；请按百分比填写，如 85.5"
    ),
}

TEXTS = {**{one.en: one.zh for one in FIELDS.values()}, **_PAGE, **_DOCUMENTS}

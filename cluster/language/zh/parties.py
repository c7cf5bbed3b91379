"""Why parties, and nodes at their door, refuse an order, a letter, a question or a batch; and the rules they go by."""

from __future__ import annotations

from typing import Final

from actors.ledger.status import Status

_RULES: Final = {
    # bonds, dates, prices, trading
    "{code}: the {name} date: {text}": "{code}：{name} 日期：{text}",
    "{code}: it matures {maturity}, not after its dated date {dated}": "{code}：到期日 {maturity} 不晚于起息日 {dated}",
    "{code}: {frequency} coupons a year; 1, 2 or 4 are known": "{code}：每年付息 {frequency} 次；仅支持 1、2 或 4 次",
    "{code}: a coupon of {coupon} millionths; give 1 to {most}": "{code}：票面利率为百万分之 {coupon}；请给出 1 至 {most}",
    "{code}: a face of {face} fen a unit; give at least 1": "{code}：单位面值 {face} 分；至少 1 分",
    "the code {code} is empty or longer than 32 bytes": "代码 {code} 为空或超过 32 字节",
    "{code} lives from {dated} to {maturity}; nothing accrues on {day}: choose a day between": (
        "{code} 的存续期为 {dated} 至 {maturity}；{day} 不计息：请选择存续期内的日期"
    ),
    "{day} is not a calendar date; write it like 2026-03-23": "{day} 不是日历日期；写法如 2026-03-23",
    "{units} units at {rate} fen make {total} fen, not a whole number; correct the rate": (
        "{units} 单位按 {rate} 分计为 {total} 分，不是整数；请更正比率"
    ),
    "{amount} fen to split and nobody holds; check the record date": "待分配 {amount} 分而无人持有；请核对登记日",
    "{places} decimals of accrued interest; 0 to 8 are supported": "应计利息保留 {places} 位小数；支持 0 至 8 位",
    "the {text_what} {value} is not exact; write it as text or Decimal, like {example}": (
        "{text_what} {value} 不精确；请以文本或 Decimal 书写，如 {example}"
    ),
    "the {text_what} {value} is not a number; write it like {example}": "{text_what} {value} 不是数字；写法如 {example}",
    "the {text_what} {value} has too many decimals; write it like {example}": (
        "{text_what} {value} 小数位过多；写法如 {example}"
    ),
    "a face of {face} fen is not a whole number of units of {unit} fen of {code}": (
        "面额 {face} 分不是 {code} 单位面值 {unit} 分的整数倍"
    ),
    "a quantity of {quantity} units; give at least 1": "数量为 {quantity} 单位；至少为 1",
    "a face of {face}; at least {least} are traded here": "面额 {face}；此处最低交易 {least}",
    "a face of {face}; faces go in steps of {step} here": "面额 {face}；此处须为 {step} 的整数倍",
    "a clean price of {price} ten-thousandths; give at least one tick of {tick}": (
        "净价为万分之 {price} 元；至少为一个最小变动单位 {tick}"
    ),
    "a clean price of {price} ten-thousandths is no multiple of the tick {tick}": (
        "净价万分之 {price} 元不是最小变动单位 {tick} 的整数倍"
    ),
}
_ORDERS: Final = {
    # of orders, letters and questions
    "the order names another market; sign it for this one": "指令写明的是另一市场；请为本市场签名",
    "the order is for institution {given}; this is {name}, {index}": "指令发给机构 {given}；此处为 {name}（{index}）",
    "an order number has {wanted} bytes, this one {given}": "指令编号应为 {wanted} 字节，此编号为 {given} 字节",
    "the order was signed at {asked} ms and it is {now} ms; sign it again": (
        "指令签名于 {asked} 毫秒，现为 {now} 毫秒；请重新签名"
    ),
    "the order is not signed by the key of {name}: use its own key file": "指令不是以 {name} 的密钥签名：请使用其自身密钥文件",
    "the letter names another market": "函件写明的是另一市场",
    "the letter is for institution {given}, this is {index}": "函件发给机构 {given}，此处为 {index}",
    "the letter is not signed by the key of {name}": "函件不是以 {name} 的密钥签名",
    "the question names another market": "查询写明的是另一市场",
    "the question is not signed by the key of {name}": "查询不是以 {name} 的密钥签名",
    "the question was signed at {asked} ms and it is {now} ms; ask again": "查询签名于 {asked} 毫秒，现为 {now} 毫秒；请重新查询",
    "no question {topic} with {count} numbers is known": "没有带 {count} 个数字的查询 {topic}",
    "a receipt is given to the institution that signed the batch, and to regulators": "回单仅提供给签署该批次的机构与监管机构",
    "the commands cannot be read: {text}": "命令无法读取：{text}",
    "no batch {digest} with an outcome in commit {number} is known here": "此处没有在提交 {number} 中有结果的批次 {digest}",
    "commit {number} is not final yet; ask again": "提交 {number} 尚未终局；请稍后再问",
    "record {record} has no outcome in commit {number}": "记录 {record} 在提交 {number} 中没有结果",
    "{size} bytes; a batch has at most {most}: split it": "{size} 字节；一个批次最多 {most} 字节：请拆分",
    "{name} is not ready; ask again": "{name} 尚未就绪；请稍后再试",
    "the message cannot be read: {text}": "消息无法读取：{text}",
    "the order cannot be read: {text}": "指令无法读取：{text}",
    "{name} took this order before it restarted; look at what came of it, and sign a new one if need be": (
        "{name} 在重启前已受理此指令；请查看其结果，必要时签署新指令"
    ),
    "{name}, a {text_role}, does not do {what}; ask a party that does": "{name} 是{text_role}，不办理 {what}；请找有权办理的机构",
    "{name}, a {text_role}, takes no {what} from institution {sender}": "{name} 是{text_role}，不接受机构 {sender} 的 {what}",
    "{what} changes nothing; ask it, there is nothing to check before": "{what} 不改变任何事项；请直接查询，无须预先检查",
    "{name} keeps no outcomes of a batch {sequence} at hand; its receipts have them": (
        "{name} 手头没有批次 {sequence} 的结果；请查其回单"
    ),
    "{name} signed no batch {stream}/{sequence}": "{name} 未签署过批次 {stream}/{sequence}",
    "record {record} of batch {stream}/{sequence} has no certified outcome yet": "批次 {stream}/{sequence} 的记录 {record} 尚无经认证的结果",
    "{name} takes no such request from {sender}": "{name} 不接受 {sender} 的此类请求",
    "institution {index} is not in the roster; check the number": "机构 {index} 不在名册中；请核对编号",
    "{name} could not be reached: {text}": "无法联系 {name}：{text}",
    "{name} says: {text}": "{name} 答复：{text}",
    "{name}: no node answers {topic}; look at the nodes' status": "{name}：没有节点答复 {topic}；请查看节点状态",
    "and {count} more of this kind": "另有 {count} 条同类问题",
    # roles
    "institution": "机构",
    "gateway": "开户机构",
    "custodian": "登记托管机构",
    "bank": "银行",
    "central bank": "中央银行",
    "venue": "交易场所",
    "treasury": "发行人",
    "regulator": "监管机构",
}
_ACCOUNTS: Final = {
    "new account {number}: {text}": "新账户 {number}：{text}",
    "{count} accounts at a time; 1 to {most} are opened": "一次 {count} 个账户；每次可开 1 至 {most} 个",
    "the book has room for {most} accounts; close some first": "账簿最多容纳 {most} 个账户；请先销户",
    "a client without a name; give the name that stands on the contract": "客户名称为空；请填写合同上的名称",
    "the name {name}… has more than {most} bytes; shorten it": "名称 {name}… 超过 {most} 字节；请缩短",
    "{identifier} is no LEI and no unified social credit code: its form or its check digits are wrong": (
        "{identifier} 既非 LEI 亦非统一社会信用代码：格式或校验位有误"
    ),
    "{identifier} is another client's here; give the owner id that this one has, or none": (
        "{identifier} 在此属于另一客户；请填写该客户的持有人标识或留空"
    ),
    "account class {given}; use OWN 1, ISSUANCE 3, SETTLEMENT 4, COLLATERAL 5 or NOMINEE 6": "账户类别 {given}；请使用自有 1、发行 3、结算 4、担保品 5 或名义 6",
    "the owner id {owner} does not fit 64 bits; give the one the client brings": "持有人标识 {owner} 超出 64 位；请填写客户带来的标识",
    "no institution {index} to give a mandate to; check the roster": "没有可授权的机构 {index}；请核对名册",
    "the cash account {account} is no account number; those the ledger gives go up to 2^64 - 1": (
        "资金账户 {account} 不是账号；账本给出的账号不超过 2^64 - 1"
    ),
    "no other institution {index} to open an omnibus account for; check the roster": (
        "没有可为其开立名义持有人账户的其他机构 {index}；请核对名册"
    ),
    "account {account} is not in the book of {name}; check its number": "账户 {account} 不在 {name} 的账簿中；请核对账号",
    "no balances to issue; name at least one account": "没有待发行的余额；请至少填写一个账户",
    "balance {at}: {text}": "余额 {at}：{text}",
    "{name} keeps no such account for {other}; open it first": "{name} 没有为 {other} 开立此类账户；请先开立",
    "the {field} {value} does not fit; give {least} to {most}": "{field} 的值 {value} 超出范围；请给出 {least} 至 {most}",
    "{size} bytes are no whole number of records of {each} bytes": "{size} 字节不是 {each} 字节记录的整数条",
    "{count} records in one batch; 1 to {most} are allowed: split them": "一个批次 {count} 条记录；允许 1 至 {most} 条：请拆分",
    "{count} commands in one batch; 1 to {most} are allowed: split them": "一个批次 {count} 条命令；允许 1 至 {most} 条：请拆分",
    "command {number}: {text}": "第 {number} 条命令：{text}",
    "no module keeps rows of {name}": "没有模块保存 {name} 的记录",
    "records of dtype {dtype}; build them with actors.ledger.records": "记录类型为 {dtype}；请用 actors.ledger.records 构造",
    "no command given": "未给出命令",
}
_DEALS: Final = {
    "deal {number}: {text}": "成交 {number}：{text}",
    "{size} bytes are no whole number of deals of {each} bytes": "{size} 字节不是 {each} 字节成交的整数笔",
    "{size} bytes are no whole number of references of 8 bytes": "{size} 字节不是 8 字节参考号的整数个",
    "account {account} is with no custodian of the roster; check its number": "账户 {account} 不属于名册中的任何登记托管机构；请核对账号",
    "account {account} is with no custodian; name the owner's account there": "账户 {account} 不在登记托管机构；请填写持有人在该机构的账户",
    "account {account} is not in the book; check its number, or open it": "账户 {account} 不在账簿中；请核对账号或先开户",
    "account {account} is no client's own account; name one": "账户 {account} 不是客户自有账户；请填写自有账户",
    "account {account} has no account for cash asset {cash}; link one": "账户 {account} 未关联资金资产 {cash} 的账户；请先关联",
    "{name} has no account for cash asset {cash} on account {account}; link one": (
        "{name} 的账户 {account} 未关联资金资产 {cash} 的账户；请先关联"
    ),
    "seller and buyer are the same account; name two": "买卖双方为同一账户；请填写两个账户",
    "an amount of {amount} fen; 1 fen to 2^62 - 1 fen can be settled: split the deal": (
        "金额为 {amount} 分；可结算 1 分至 2^62 - 1 分：请拆分成交"
    ),
    "the amount {amount} fen is not the full price; {full} fen is": "金额 {amount} 分不是全价金额；应为 {full} 分",
    "the reference is not one of institution {index}'s": "参考号不属于机构 {index}",
    "no side of it is kept here": "买卖双方均不在此处开户",
    "no institution {index} to settle with; check the roster": "没有可结算的对手机构 {index}；请核对名册",
    "the terms of asset {asset} are not known here; register the bond first": "此处没有资产 {asset} 的条款；请先登记该债券",
    "no convention of accrued interest {given}; there are {known}": "没有应计利息规则 {given}；可用：{known}",
    "institution {index} is no custodian; only an issuer depository tells a bond's terms": (
        "机构 {index} 不是登记托管机构；债券条款仅由发行登记机构告知"
    ),
    "asset {asset} is a bond of institution {index}; take another number": "资产 {asset} 是机构 {index} 的债券；请使用其他编号",
    "institution {index} confirms no deals; venues and issuers do": "机构 {index} 不确认成交；由交易场所与发行人确认",
    "{name} is not the issuer depository of asset {asset}": "{name} 不是资产 {asset} 的发行登记机构",
    "institution {index} has no issuance account here with an account for cash asset {cash}": (
        "机构 {index} 在此没有关联资金资产 {cash} 账户的发行账户"
    ),
}
#: Figures of a party for whoever watches over it.
_FIGURES: Final = {
    "Batches that the institution signed": "该机构已签署的批次数",
    "Own batches of which an outcome may still change": "结果仍可能变化的自有批次数",
    "Commits with own outcomes since the process began": "进程启动以来含有自有结果的提交数",
    "Epoch of the roster in force": "现行名册的纪元",
    "Round of the node's newest block": "该节点最新区块的轮次",
    "Newest commit whose place in the order is agreed": "次序已达成一致的最新提交",
    "Newest commit that a quorum signed": "已获法定多数签名的最新提交",
    "Trades settled by what the process executed": "该进程执行中已结算的交易笔数",
    "Batches held that no final commit has brought": "已持有而尚无最终提交带来的批次数",
    "Batches refused since the process began": "进程启动以来拒绝的批次数",
    "Acts of other validators against the rules": "其他验证节点的违规行为次数",
    "1 while an operator must look at the node": "需要运维人员查看该节点时为 1",
}
_STATUSES: Final = {
    **{f"{one.name}: {one.en}": f"{one.name}：{one.zh}" for one in Status},
    **{one.en: one.zh for one in Status},
}

TEXTS: Final = _RULES | _ORDERS | _ACCOUNTS | _DEALS | _FIGURES | _STATUSES

"""What may go wrong between a person and a market."""

from __future__ import annotations

from typing import Final

_VALUES: Final = {
    "no asset {asset} is registered; registered are {known}": "没有登记资产 {asset}；已登记：{known}",
    "none yet": "暂无",
    "¥{face} is not a whole number of units of ¥{unit} of {code}": "¥{face} 不是 {code} 单位面值 ¥{unit} 的整数倍",
    "side {side}; say 'sell' or 'buy'": "方向 {side}；请写 'sell'（卖）或 'buy'（买）",
    "side {side}; a deal has a seller and a buyer": "方向 {side}；成交有 seller（卖方）与 buyer（买方）",
    "the {field} {value} is no account number; those the ledger gives go up to 2^64 - 1": (
        "{field} {value} 不是账号；账本给出的账号不超过 2^64 - 1"
    ),
    "the {text_what} comes to {units} units; a record carries less than 2^62: split it": (
        "{text_what} 合 {units} 单位；一条记录须少于 2^62：请拆分"
    ),
    "{field} {value} is a {kind}; give {text_wanted}": "{field} {value} 的类型是 {kind}；请给出{text_wanted}",
    "{field} {value} is more than an order carries; give at most 2^64 - 1": "{field} {value} 超出指令所能携带；最大为 2^64 - 1",
    "{field} {value}: give a sequence": "{field} {value}：请给出序列",
    "{field} {value}: give {kind}": "{field} {value}：请给出 {kind}",
    "{field} {value} has {given} parts; give {wanted}": "{field} {value} 有 {given} 部分；应为 {wanted} 部分",
    "a number (int)": "整数（int）",
    "text": "文本",
    "True or False": "True 或 False",
    "face": "面额",
    "price": "价格",
    "amount": "金额",
}
_OUTCOMES: Final = {
    "{text_what} of {party}: {bad} of {all} records failed.": "{party} 的{text_what}：{all} 条记录中 {bad} 条失败。",
    "record {at}: {told}": "记录 {at}：{told}",
    "({text})": "（{text}）",
    "and {count} more": "另有 {count} 条",
    "{text_what} of {party}: no {text_outcome} within {timeout} ms; it may still come: ask again, and look at the nodes": (
        "{party} 的{text_what}：{timeout} 毫秒内没有{text_outcome}；仍可能到来：请再次查询并查看节点"
    ),
    "outcome": "结果",
    "final outcome": "终局结果",
    "records": "记录",
    "issue": "发行",
    "limit": "限额",
    "registration of {code}": "登记 {code}",
    "listing": "上市",
    "merger": "并券",
    "custody transfer": "转托管",
    "half to {side}": "结算指令（{side}）",
    "halves": "结算指令",
    "cancellation": "撤销",
    "coupon": "付息",
    "opening of accounts": "开户",
    "opening of an omnibus account": "名义持有人账户开立",
    "hold": "准备金冻结",
    "release": "准备金解冻",
    "freeze": "冻结",
    "lifting of a freeze": "解除冻结",
    "change of roster": "更换名册",
    "opening of {date}": "开启营业日 {date}",
    "close of {date}": "营业日 {date} 日终",
    "rules": "交易规则",
    "declaration of a coupon": "付息公告",
}
_MARKETS: Final = {
    "the market over {path} was stopped; open it again with Market.open": "{path} 上的市场已停止；请用 Market.open 重新打开",
    "no institution {name} in this market; it has {names}": "本市场没有机构 {name}；现有：{names}",
    "no governor {name} in this market; it has {names}": "本市场没有治理委员 {name}；现有：{names}",
    "no node {name} in this market; it has {names}": "本市场没有节点 {name}；现有：{names}",
    "{name} is a {roles}, no {wanted}": "{name} 的角色是 {roles}，不是 {wanted}",
    "{name} keeps no account for {client}; open one": "{name} 没有 {client} 的账户；请先开户",
    "the terms of {code} are not on the ledger; its issuer depository registers them": (
        "{code} 的要素尚未登记在账本上；由其发行托管机构登记"
    ),
    "the payment of {name} is older than the history that the nodes keep; look into an export": (
        "{name} 的支付早于节点保存的历史；请查阅导出文件"
    ),
    "{code} has no event {number}; its schedule lists those it has": "{code} 没有第 {number} 项权益事件；现有事件见其日程",
    "event {number} of {code} was cancelled; there is nothing to tell of it": (
        "{code} 的第 {number} 项权益事件已取消；无可通知的内容"
    ),
    "event {number} is fixed when its record date closes; nothing is owed before": (
        "第 {number} 项权益事件在登记日日终确定；此前没有应付权益"
    ),
    "the statements of event {number} were emptied long after it was paid; look into the history": (
        "第 {number} 项权益事件的明细在支付后已逾保存期清空；请查阅历史"
    ),
    "no node answers {topic}; look at the nodes' status": "没有节点答复 {topic}；请查看节点状态",
    "{path} is not empty; open the market in it, or choose another directory": "{path} 不为空；请打开其中的市场，或另选目录",
    "{path}: {reason}; choose a directory that you may write, with room": "{path}：{reason}；请选择有写入权限且空间充足的目录",
    "{path} holds no market ({name}: {reason}); check the path, or start a new market there": (
        "{path} 中没有市场（{name}：{reason}）；请核对路径，或在该处新建市场"
    ),
    "{path}: the market's start was interrupted; remove the directory and start it anew": (
        "{path}：市场启动曾被中断；请删除该目录并重新启动"
    ),
    "{path}: its files were altered ({reason}); restore them from a copy": "{path}：文件被改动（{reason}）；请从副本恢复",
    "{path}: no password to encrypt keys with; create signing keys first": "{path}：没有加密密钥的口令；请先创建签名密钥",
    "{path}: {reason}; restore the file, or give the password of the market": "{path}：{reason}；请恢复该文件，或给出市场口令",
    "DataFrames need pandas, which is not installed: pip install 'lianjie[analytics]'": (
        "DataFrame 需要 pandas，尚未安装：pip install 'lianjie[analytics]'"
    ),
}

TEXTS: Final = _VALUES | _OUTCOMES | _MARKETS

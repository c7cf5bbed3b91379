"""Platforms: what may be wrong with a plan, what the command and the client say, what happens to a platform."""

from __future__ import annotations

from typing import Final

_PLANS: Final = {
    "{path}, line {line}, column {column}: {text}": "{path} 第 {line} 行第 {column} 列：{text}",
    "{path}, line {line}, column {column}": "{path} 第 {line} 行第 {column} 列",
    "no plan {name}; built in: {names}. Or name a .yaml file": "没有方案 {name}；内置方案：{names}。也可指定 .yaml 文件",
    "the name {name} has no 1 to {most} bytes; correct it": "名称 {name} 的长度不在 1 至 {most} 字节之间；请更正",
    "the title {title} has no 1 to {most} bytes; correct it": "标题 {title} 的长度不在 1 至 {most} 字节之间；请更正",
    "stage {stage}; stages are {stages}": "阶段 {stage}；阶段有：{stages}",
    "1 listing, 2 routed trading, 3 settlement, 4 cross-border": "1 挂牌、2 路由交易、3 结算、4 跨境",
    "no module; name some of {names}": "没有模块；请列出其中若干：{names}",
    "no member; name the institutions that take part": "没有成员；请列出参与机构",
    "{needed} of {count} approvers; two at least have to approve, and at most all": (
        "{count} 名审批方中需 {needed} 名；至少须两名，至多为全部"
    ),
    "no {text_what} {name}; there are {names}": "没有{text_what} {name}；现有：{names}",
    "the {text_what} {name} stands twice; keep one": "{text_what} {name} 重复；请保留其一",
    "module": "模块",
    "member": "成员",
    "approver": "审批方",
    "instrument": "证券",
    "the field {name} stands twice; keep one": "字段 {name} 重复；请保留其一",
    "{text} is no time of the day; write it like 09:00, at most 24:00": "{text} 不是时刻；请写作 09:00，至多 24:00",
    "open from {opens} to {closes}; open before you close": "开放时间 {opens} 至 {closes}；开启须早于关闭",
    "module.parameter, of the modules {names}": "“模块.参数”，模块有 {names}",
    "{name} is {value}; give {text_remedy}": "{name} 为 {value}；请给出 {text_remedy}",
    "a whole number, or a time like 17:00": "整数，或形如 17:00 的时刻",
    "a whole number": "整数",
    "{name} is {value}; give {least} to {most} ({unit})": "{name} 为 {value}；请给出 {least} 至 {most}（{unit}）",
    "no instrument {code} on the ledger; there are {names}": "账本上没有证券 {code}；现有：{names}",
    "the approvers could decide without any regulator; name more of them": (
        "审批方可在无监管机构参与下作出决定；请增列监管机构"
    ),
    "no institution {name} in this market; it has {names}": "本市场没有机构 {name}；现有：{names}",
}

TEXTS: Final = _PLANS

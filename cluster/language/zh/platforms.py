"""Platforms: what may be wrong with a plan, what the command and the client say, what happens to a platform."""

from __future__ import annotations

from typing import Final

_PLANS: Final = {
    "{path}, line {line}, column {column}: {text}": "{path} 第 {line} 行第 {column} 列：{text}",
    "{path}, line {line}, column {column}": "{path} 第 {line} 行第 {column} 列",
    "no plan {name}; built in: {names}. Or name a .yaml file": "没有方案 {name}；内置方案：{names}。也可指定 .yaml 文件",
    "the name {name} has no 1 to {most} bytes; correct it": "名称 {name} 的长度不在 1 至 {most} 字节之间；请更正",
    "the title {title} has no 1 to {most} bytes; correct it": "标题 {title} 的长度不在 1 至 {most} 字节之间；请更正",
    "stage {stage}; stages are {text_stages}": "阶段 {stage}；阶段有：{text_stages}",
    "1 listing, 2 routed trading, 3 settlement, 4 cross-border": "1 挂牌、2 路由交易、3 结算、4 跨境",
    "no module; name some of {names}": "没有模块；请列出其中若干：{names}",
    "no member; name the institutions that take part": "没有成员；请列出参与机构",
    "{needed} of {count} approvers; two at least have to approve, and at most all": (
        "{count} 名审批方中需 {needed} 名；至少须两名，至多为全部"
    ),
    "no {text_what} {name}; there are {names}": "没有{text_what} {name}；现有：{names}",
    "the {text_what} {name} stands twice; keep one": "{text_what} {name} 重复；请保留其一",
    "module": "模块",
    "parameter": "参数",
    "no platform yet; propose one: lianjie platform propose PLAN --as NAME": (
        "尚无平台；提议一个：lianjie platform propose PLAN --as NAME"
    ),
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

_COMMAND: Final = {
    "Platforms: plans, proposals, approvals, stages.": "平台实例：方案、提案、审批与阶段。",
    "Platforms (平台实例): which there are, what a plan says, and acts on them, which several parties approve.": (
        "平台实例：现有哪些、方案内容，以及须多方审批的治理行为。"
    ),
    "A plan is a YAML file, or the name of a built-in one; docs/guide/platforms.md shows how to write one. A platform is named by its name or its number.": (
        "方案为 YAML 文件或内置方案的名称；编写方法见 docs/guide/platforms.md。平台以名称或编号指称。"
    ),
    "Print the JSON Schema of plans, for an editor.": "输出方案的 JSON Schema，供编辑器使用。",
    "Check a plan without a market: every fault at once, with its line and column.": (
        "不需市场即可核对方案：一次列出全部错误及其行列位置。"
    ),
    "Exit status 0 when it is right, 2 when not. Codes of bonds are checked when it is proposed.": (
        "退出状态：正确为 0，否则为 2。债券代码在提案时核对。"
    ),
    "Check its institutions against this market's blueprint too.": "同时按该市场蓝图核对机构名称。",
    "List the platforms of a running market, the acts that wait for approval, and the built-in plans.": (
        "列出运行中市场的平台、待审批的提案与内置方案。"
    ),
    "Show the acts that wait for this institution.": "显示待该机构审批的提案。",
    "Show a platform's plan as YAML, which `lianjie platform extend` takes again when it was changed.": (
        "以 YAML 显示平台的方案；修改后可再由 `lianjie platform extend` 提交。"
    ),
    "The institution that acts.": "办理机构。",
    "Propose a new platform. Every fault of the plan is told at once, with its line and column.": (
        "提议新建平台。方案的全部错误一次列出，并注明行列位置。"
    ),
    "The plan that it shall have.": "平台将采用的方案。",
    "The stage that it shall come to, else unchanged.": "平台将进入的阶段；不指定则不变。",
    "Propose another plan or another stage for a platform: more modules, members, bonds, other rules and hours.": (
        "提议平台的新方案或新阶段：增加模块、成员、债券，调整规则与开放时间。"
    ),
    "nothing to change; give --plan, --stage or both": "没有变更内容；请给出 --plan、--stage 或两者",
    "Propose to suspend a platform: its members act no more until it is resumed.": (
        "提议暂停平台：恢复之前成员不能办理业务。"
    ),
    "Propose to resume a suspended platform.": "提议恢复已暂停的平台。",
    "Propose to close a platform for good.": "提议永久关闭平台。",
    "Approve a proposed act; the approval that completes them carries it out.": "审批提案；审批达到所需数目即予执行。",
    "Reject a proposed act, or withdraw one's own.": "否决提案，或撤回本机构的提案。",
    "{plan}: the plan of the platform {name} is right": "{plan}：平台 {name} 的方案无误",
    "built-in plans: {names}": "内置方案：{names}",
    "# platform {number}, {standing}": "# 平台 {number}，{standing}",
    "proposal {number}; it waits for {names}: {command}": "提案 {number}；待 {names} 审批：{command}",
    "proposal {number} waits for more approvals": "提案 {number} 尚待其他审批",
    "proposal {number} was carried out": "提案 {number} 已执行",
    "proposal {number} was rejected": "提案 {number} 已否决",
    "open": "开放",
    "suspended": "暂停",
    "closed": "关闭",
    "number": "编号",
    "name": "名称",
    "title": "标题",
    "stage": "阶段",
    "modules": "模块",
    "members": "成员",
    "standing": "状态",
    "proposal": "提案",
    "act": "行为",
    "platform": "平台",
    "proposed by": "提议方",
    "approved by": "已审批",
    "needed": "所需审批",
    "create": "新建",
    "extend": "扩展",
    "suspend": "暂停",
    "resume": "恢复",
    "close": "关闭",
}

_HAPPENINGS: Final = {
    "no platform {name} in this market; there are {names}": "本市场没有平台 {name}；现有：{names}",
    "platform {name}: proposal {number} ({text_act}) was {text_end}": "平台 {name}：提案 {number}（{text_act}）{text_end}",
    "platform {name}: proposal {number} ({text_act}) is approved by {names}": (
        "平台 {name}：提案 {number}（{text_act}）已由 {names} 审批"
    ),
    "platform {name}: {party} proposes to {text_act} it, proposal {number}": (
        "平台 {name}：{party} 提议{text_act}，提案 {number}"
    ),
    "carried out": "已执行",
    "rejected": "已否决",
}

TEXTS: Final = _PLANS | _COMMAND | _HAPPENINGS

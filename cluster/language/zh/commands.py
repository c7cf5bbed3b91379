"""Help of the commands, and what they say themselves."""

from __future__ import annotations

from typing import Final

_LIANJIE: Final = {
    "链结 Lianjie: a capital-market ledger that institutions run together.": "链结：多家机构共同运行的资本市场账本。",
    "Begin with `lianjie demo`. Each command explains itself: `lianjie demo --help`.": (
        "请从 `lianjie demo` 开始。每个命令都有说明：`lianjie demo --help`。"
    ),
    "Run one real week of the treasury market, on this machine.": "在本机运行国债市场的真实一周。",
    "Measure what is settled, beside what this machine allows.": "测量结算能力，并与本机极限对照。",
    "Check one receipt offline, step by step.": "离线逐步核验一份回单。",
    "Derive everything again from one node's disk.": "从一个节点的磁盘重新推导全部结果。",
    "Try to break the ledger under seeds.": "以随机种子尝试攻破账本。",
    "'{name}' cannot be loaded: {problem}. Install the project again, with the extra it needs": (
        "“{name}”无法载入：{problem}。请重新安装本项目及其所需的附加组件"
    ),
    "English or Chinese.": "语言：en 英文，zh 中文。",
    "the locale's": "随系统区域设置",
    "Write the numbers to FILE.": "将数据写入 FILE。",
    "The market id you trust (64 hex digits).": "您信任的市场标识（64 位十六进制）。",
    "--market {value}: a market id is 64 hex digits": "--market {value}：市场标识为 64 位十六进制数字",
    "no language {language}; there are {languages}": "没有语言 {language}；可选 {languages}",
}

_DEMO: Final = {
    "Run one real week of the Chinese treasury market, or the story of the bond centre, on this machine.": (
        "在本机运行中国国债市场的真实一周，或债券交易中心的完整情景。"
    ),
    "The scenario bond opens a platform with four eyes, auctions the five-year of 2026 by sealed bids, trades by quote, "
    "by click and across markets, moves custody, resolves a gridlock, pays coupons through nominees, sees through them.": (
        "情景 bond 以四眼原则开设平台，以密封投标发行 2026 年五年期国债，以询价、点击及跨市场方式成交，办理转托管，"
        "解除结算死锁，经名义持有人付息并穿透持有人。"
    ),
    "week: one real week of treasuries, many trades, a node that dies. bond: the life of bonds on the unified bond trading "
    "centre.": "week：国债市场的真实一周，大量成交，一个节点失效。bond：统一债券交易中心上债券的全生命周期。",
    "Four validators and the institutions of a bond market, real code on real disk: opening balances, a tap and its payment, trades of which some must fail, a validator that dies and comes back, a custody transfer, a coupon; then everything is reconciled and receipts are verified offline.": (
        "四个验证节点与债券市场各机构，真实代码、真实磁盘：期初余额、续发行及其缴款、部分必然失败的交易、"
        "一个中途终止又恢复的验证节点、转托管、付息；最后全面对账，并离线核验回单。"
    ),
    "Exit status 0 when everything came out as it should, 1 when not, 2 for bad options.": (
        "退出状态：全部结果符合预期为 0，否则为 1，选项有误为 2。"
    ),
    "Keep the market's data in DIR (absent or empty).": "将市场数据保存在该目录（须不存在或为空）。",
    "Secondary trades of the Monday (scenario week).": "周一的二级市场交易笔数（情景 week）。",
    "Decides who trades what with whom (scenario week).": "决定谁与谁交易何种债券的随机种子（情景 week）。",
    "No progress bars.": "不显示进度条。",
    "{path}: the numbers cannot be written: {text}": "{path}：数据无法写入：{text}",
    "no host {host}; there is {hosts}": "没有运行方式 {host}；可选 {hosts}",
    "{count} trades; give {least} to {most}": "{count} 笔交易；请给出 {least} 至 {most}",
    "batches of {count} deals; give 1 to 50000": "每批 {count} 笔成交；请给出 1 至 50000",
    "{count} batches in flight; give 1 to 16": "在途批次 {count} 个；请给出 1 至 16",
    "{path} is not empty; give an empty or absent directory": "{path} 不是空目录；请指定空目录或不存在的目录",
    "{path} is no directory; create it, or write the numbers elsewhere": "{path} 不是目录；请先创建，或将数据写到别处",
    "a receipt does not hold: {text}": "有一份回单不成立：{text}",
    "the validators did not come to stand at the same commit": "各验证节点未到达同一提交",
}

_RECEIPT: Final = {
    "Check the receipt in FILE offline and print every step of its proof.": (
        "离线核验 FILE 中的回单，并列出证明的每一步。"
    ),
    "Exit status 0 when it holds, 1 when it does not, 2 when FILE cannot be read.": (
        "退出状态：回单成立为 0，不成立为 1，FILE 无法读取为 2。"
    ),
    "{file} is a directory; name a receipt's file": "{file} 是目录；请指定回单文件",
    "{file} does not exist; name a receipt's file": "{file} 不存在；请指定回单文件",
    "{file}: no permission to read it; ask its owner": "{file}：无读取权限；请向文件所有者申请",
    "{file} has more than {bytes:,} bytes; it is no receipt": "{file} 超过 {bytes:,} 字节，不是回单",
    "Proof": "证明",
    "Record": "记录",
    "Outcome": "结果",
    "The receipt holds.": "回单成立。",
    "The receipt does NOT hold: it proves nothing.": "回单不成立：不能证明任何事项。",
    "none is proven": "未获证明",
    "signed by": "签名机构",
    "place": "位置",
    "kind": "类型",
    "linked with the next record": "与下一条联结",
    "account": "账户",
    "contra account": "对方账户",
    "counterparty": "对手机构",
    "reference": "参考号",
    "asset": "资产",
    "quantity": "数量",
    "amount": "金额",
    "expires": "到期",
    # kinds of records
    "open an account": "开户",
    "grant a mandate": "授予划款授权",
    "revoke a mandate": "撤销划款授权",
    "freeze an account": "冻结账户",
    "lift a freeze": "解除冻结",
    "set a limit": "设定限额",
    "issue": "发行",
    "redeem": "兑付注销",
    "deliver securities against payment": "付券（券款对付）",
    "receive securities against payment": "收券（券款对付）",
    "cancel a half": "撤销结算指令",
    "transfer securities free of payment": "证券划转（纯券过户）",
    "pay": "付款",
    "transfer custody": "转托管",
    "earmark": "圈存",
    "settle an earmark": "圈存结算",
    "release an earmark": "解除圈存",
    # typed commands
    "register an asset": "登记资产",
    "list a security": "证券上市",
    "merge a tranche into its parent": "续发行并券",
    "open a business date": "开启营业日",
    "close the business date": "营业日日终",
    "declare a coupon": "公告付息",
    "pay a coupon": "支付利息",
    "link a cash account": "关联资金账户",
    "change the roster": "更换名册",
    "code": "代码",
    "class": "类别",
    "face per unit": "单位面值",
    "listed": "已上市",
    "tranche": "续发券",
    "parent": "原券",
    "date": "日期",
    "record date": "登记日",
    "payment date": "付息日",
    "fen per unit, numerator": "每单位利息（分），分子",
    "fen per unit, denominator": "每单位利息（分），分母",
    "cash asset": "资金资产",
    "paying account": "付款账户",
    "cash account": "资金账户",
    "next roster": "新名册",
    "security": "证券",
    "money": "资金",
    "yes": "是",
    "no": "否",
    "no known command": "无法识别的命令",
    "none: the payload is no list of so many commands": "无：载荷不是相应条数的命令",
    "{name}, epoch {epoch}, {validators} validators, {digest}": "{name}，第 {epoch} 期，验证节点 {validators} 个，{digest}",
    "final": "终局",
    "not final yet": "尚未终局",
}

_VERIFY: Final = {
    "Check everything in DIR, a node's directory or a market's with several in it, alone and offline.": (
        "独立、离线地核验 DIR 中的全部内容；DIR 为一个节点的目录，或含多个机构的市场目录。"
    ),
    "Exit status 0 when all of it holds, 1 on any fault, 2 when there is nothing to check.": (
        "退出状态：全部通过为 0，发现任何错误为 1，没有可核验的内容为 2。"
    ),
    "Write the report as JSON.": "将报告写为 JSON。",
}

_SIMULATE: Final = {
    "Run the real cores and parties in a world that fails on purpose. Exit status 1 on any violation.": (
        "在有意制造故障的环境中运行真实的核心与机构。出现任何违反即以状态 1 退出。"
    ),
    "One seed draws everything: roster, weights, liars, network, disks, crashes, and what people trade. Equal seeds give equal runs, so the command that a failure prints replays it.": (
        "一切由种子抽定：名册、权重、作恶者、网络、磁盘、崩溃以及交易内容。种子相同，运行即相同，"
        "因此失败时给出的命令可以重放该次运行。"
    ),
    "Seeds A to B-1, written A:B, or a single one.": "种子 A 至 B-1，写作 A:B，或单个种子。",
    "Hunt the deliberately broken variants instead; each must be caught.": "改为检验故意破坏的变体；每个都必须被捕获。",
    "Hunt one broken variant by name.": "按名称检验一个破坏变体。",
    "Processes to use.": "使用的进程数。",
    "Write the reports to FILE.": "将报告写入 FILE。",
    "Print the last events of a run that failed.": "输出失败运行的最后若干事件。",
    "{range} is no range of seeds; write A:B (B excluded), e.g. 0:300": (
        "{range} 不是种子范围；请写作 A:B（不含 B），例如 0:300"
    ),
    "{range} holds {count} seeds; give at least one, B above A": "{range} 含 {count} 个种子；至少一个，且 B 大于 A",
    "{path} is no directory; create it, or write elsewhere": "{path} 不是目录；请先创建，或写到别处",
    "no variant {name}; there are {names}": "没有变体 {name}；可选 {names}",
    "seed": "种子",
    "seeds": "种子",
    "replay: {command}": "重放：{command}",
    "{seeds} seeds, {failed} with violations; {commits:,} commits, {records:,} records, {settled:,} trades settled, {messages:,} messages": (
        "{seeds} 个种子，{failed} 个出现违反；{commits:,} 次提交，{records:,} 条记录，结算 {settled:,} 笔，{messages:,} 条消息"
    ),
    "broken variants": "故意破坏的变体",
    "variant": "变体",
    "what is broken": "破坏之处",
    "caught by seed": "捕获的种子",
    "first violation": "首个违反",
    "not caught by {seeds} seeds": "{seeds} 个种子未能捕获",
    "{variants} broken variants, {caught} caught, {escaped} escaped": (
        "{variants} 个破坏变体，捕获 {caught} 个，逃脱 {escaped} 个"
    ),
}

TEXTS: Final = {**_LIANJIE, **_DEMO, **_RECEIPT, **_VERIFY, **_SIMULATE}

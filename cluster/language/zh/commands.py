"""Help of the commands, and what they say themselves."""

from __future__ import annotations

from typing import Final

TEXTS: Final = {
    # lianjie
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
}

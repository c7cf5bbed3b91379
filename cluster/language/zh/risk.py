"""Chinese of risk: units and sources of its parameters. What each is stands in both languages beside its number."""

from __future__ import annotations

TEXTS = {
    "hundredths of a percent": "万分之一",
    "0 or 1": "0 或 1",
    "months": "月",
    "warnings": "预警数",
    "1 stop buying, 2 halt the bond, 4 halt the platform": "1 暂停买入，2 暂停该券交易，4 暂停平台交易",
    "levels of 140 and 200 percent: guiding opinions on asset management, 2018; here by face": (
        "140% 与 200% 水平：2018 年资产管理业务指导意见；此处按面额计量"
    ),
}

"""The story of the unified bond trading centre, as `lianjie demo --scenario bond` and the notebook tell it."""

from __future__ import annotations

from typing import Final

TEXTS: Final = {
    "the story of the bond centre needs {names}, not installed here: pip install 'lianjie[{extras}]'": (
        "债券交易中心的故事需要 {names}，此处未安装：请运行 pip install 'lianjie[{extras}]'"
    ),
    "Unified bond trading centre": "统一债券交易中心",
    "what was seen": "所见",
    "value": "数值",
    "Something did not come out as it should.": "有事项未达预期。",
    "{wall} s in all, {start} s of them until the market could settle; host {host}": (
        "共 {wall} 秒，其中 {start} 秒后即可结算；运行方式 {host}"
    ),
    "the market starts": "市场启动",
    "no chapter {name}; there are {names}": "没有章节 {name}；共有 {names}",
    # Chapters.
    "Investors of two markets, bonds of three depositories": "两个市场的投资者，三家登记机构的债券",
    "The bond centre opens with four eyes": "四眼原则下开设债券交易中心",
    "The five-year of 2026: sealed bids, allotment, listing": "2026 年五年期国债：密封投标、缴款、上市",
    "Quotes, clicks, negotiated and routed deals": "询价、点击、协商与跨市场路由成交",
    "Custody transfer in real time, a freeze": "实时转托管与冻结",
    "A gridlock in the settlement queue": "结算队列中的死锁",
    "Coupons through nominees to the end owners": "经名义持有人逐级付息",
    "Seen through, reconciled, proved": "穿透、对账、证明",
    # Facts.
    "investors": "投资者",
    "bonds registered, by class": "已登记债券（各类别）",
    "breaks of conservation": "守恒差异",
    "one regulator alone is refused": "单一监管方审批被拒绝",
    "stage": "阶段",
    "members": "成员",
    "trading members of both markets": "两市场交易成员",
    "a bid after the close": "截标后的投标",
    "coupon set by the auction": "招标确定的票面利率",
    "bid, in ¥bn": "投标量（十亿元）",
    "won at the margin, in ¥bn": "边际中标量（十亿元）",
    "paid for the allotments": "缴款金额",
    "unpaid allotments": "未缴款",
    "distributed to investors of both markets, in ¥bn": "向两市场投资者分销（十亿元）",
    "listed a day early": "提前一日上市",
    "listed on 2026-01-28, issued in ¥bn": "2026-01-28 上市，发行量（十亿元）",
    "request for quote, best of two dealers": "询价成交（两家做市商取优）",
    "¥100m at clean 98.50 settles for": "面值 1 亿元、净价 98.50 的结算金额",
    "click-to-deal walks the book at": "点击成交逐档价格",
    "routed before the bond is on the regulators' list": "债券未列入监管名单时的路由",
    "order routed from the exchange to CFETS": "由交易所路由至外汇交易中心",
    "faults of one bad order, told at once": "一笔错误指令一次告知的问题数",
    "custody transfer CCDC to SHCH, one day before the record date": "登记日前一日由中央结算公司转托管至上清所",
    "a transfer out of a frozen account": "自冻结账户转出",
    "payments queued for want of cash": "因资金不足排队的支付",
    "settled together when the gridlock was resolved": "死锁解除时一并结算",
    "record date that the calendar gives for 2026-03-25": "日历给出的 2026-03-25 付息登记日",
    "coupon of 13 odd units at 109.5 fen": "13 张零散持有、每张 109.5 分的利息",
    "first coupon of the five-year on 2027-01-25": "五年期国债 2027-01-25 首次付息",
    "end owners of the thirty-year": "三十年期最终持有人",
    "units of the end owners less units issued": "最终持有量与发行量之差",
    "end owners on 2026-01-16": "2026-01-16 的最终持有人",
    "accounts of others that CSDC is told of": "中国结算可见的他人账户",
    "receipt of a trade, checked offline": "成交回执离线验证",
}

"""Every word that the demo shows, in English and Chinese."""

from __future__ import annotations

from typing import Final

LANGUAGES: Final = ("en", "zh")

_WORDS: Final = {
    "start": ("Starting four validators and the institutions", "启动四个验证节点与各机构"),
    "population": (
        "Opening accounts at three depositories, five banks",
        "开户：三家登记结算机构与五家银行的客户",
    ),
    "opening": ("Opening balances, signed by the issuer depository", "登记机构签署期初余额"),
    "tap_result": (
        "Wed 18 March: second tap of the 5-year, ¥155bn",
        "3月18日（周三）：五年期国债第二次续发行 1550 亿元",
    ),
    "tap_payment": ("Thu 19 March: underwriters pay the State Treasury", "3月19日（周四）：承销团缴款入国库"),
    "listing": ("Mon 23 March: the tranches merge and list", "3月23日（周一）：并券上市"),
    "trading": ("Mon 23 March: trades, delivery versus payment", "3月23日（周一）：券款对付交易"),
    "custody": ("Custody transfer of the 2-year, CCDC to CSDC", "二年期国债转托管：中债登至中国结算"),
    "record": ("Tue 24 March: record date", "3月24日（周二）：债权登记日"),
    "coupon": ("Wed 25 March: coupon of the 30-year", "3月25日（周三）：三十年期国债付息"),
    "checks": ("Reconciling, comparing results, verifying receipts", "对账、比对结果、离线验证回单"),
    "title": ("One week of the treasury market", "国债市场的一周"),
    "item": ("What", "项目"),
    "value": ("Result", "结果"),
    "bonds": ("Issued: {bond}", "存量：{bond}"),
    "bond": ("{years}-year {coupon}, {code}", "{years}年期 {coupon}，{code}"),
    "tap": ("Paid to the State Treasury for ¥155bn of the 5-year", "五年期续发行 1550 亿元缴入国库"),
    "submitted": ("Trades submitted", "提交交易"),
    "SETTLED": ("bonds and money moved, both", "证券与资金均已划转"),
    "CASH_SHORT": ("the buyer had too little money", "买方资金不足"),
    "RESERVE_SHORT": ("the buyer's bank was short of reserves", "买方银行准备金不足"),
    "SECURITIES_SHORT": ("the seller had too few bonds", "卖方证券不足"),
    "CANCELLED": ("half unmatched, withdrawn", "未匹配，已撤回"),
    "EXPIRED": ("half unmatched, out of time", "未匹配，已过期"),
    "digital": ("Settled in DC/EP among them", "其中以数字人民币结算"),
    "example": ("¥100m of the 30-year at clean 98.50 cost", "三十年期 1 亿元面值，净价 98.50，结算金额"),
    "speed": ("Deliveries versus payment a second", "每秒券款对付笔数"),
    "finality": ("From deal to finality: median, p99, longest", "成交至终局：中位、99 分位、最长"),
    "custody_row": (
        "Custody transfer of the 2-year, {source} → {target}: {status}",
        "二年期转托管，{source} → {target}：{status}",
    ),
    "gross": ("Coupon of the 30-year", "三十年期国债付息总额"),
    "holders": ("to {count} end owners, exact to the fen", "付至 {count} 名最终持有人，精确到分"),
    "death": ("Settled while validator {node} was dead", "验证节点 {node} 终止期间结算笔数"),
    "back": ("started again, it had caught up after", "重启后追上所用时间"),
    "receipts": ("Receipts verified offline", "离线验证的回单"),
    "equal": ("Results equal on all validators", "各节点结果一致"),
    "conservation": ("Conservation of every instrument", "各券各币守恒"),
    "wall": ("Time in all", "总用时"),
    "illustrative": (
        "Terms, dates and totals are those of the notices. Illustrative are the amount of 180011, the split over "
        "depositories and clients, counterparties, and all prices but those of the worked example and the tap's accrued interest.",
        "条款、日期与发行总额以公告为准；180011 的金额、各托管机构与客户的持仓分布、对手方以及除算例与续发行应计利息外的价格均为示意。",
    ),
    "yes": ("yes", "是"),
    "no": ("NO", "否"),
    "good": ("Everything came out as it should.", "全部结果符合预期。"),
    "bad": ("Something did NOT come out as it should; see above.", "有结果不符合预期，请查看上文。"),
    "written": ("The numbers are in {path}.", "数据已写入 {path}。"),
    "kept": ("The market's data is in {path}.", "市场数据保存在 {path}。"),
}


class Words:
    """The words of one language."""

    def __init__(self, language: str = "en") -> None:
        """``language``: en or zh.

        Raises:
            ValueError: another one.
        """
        if language not in LANGUAGES:
            raise ValueError(f"no language {language!r}; there are {', '.join(LANGUAGES)}")
        self.language = language
        self._at = LANGUAGES.index(language)

    def __contains__(self, key: str) -> bool:
        return key in _WORDS

    def __call__(self, key: str, **values: object) -> str:
        """The text behind ``key``, its places filled with ``values``."""
        return _WORDS[key][self._at].format(**values)

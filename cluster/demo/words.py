"""Every word that the demo shows, in English and Chinese."""

from __future__ import annotations

from typing import Final

LANGUAGES: Final = ("en", "zh")

_WORDS: Final = {
    "start": ("Starting four validators and the institutions", "启动四个验证节点与各机构"),
    "population": (
        "Opening accounts: clients of three depositories, five banks",
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
    "killed": ("{node} was killed", "{node} 已被强制终止"),
    "custody": ("Custody transfer of the 2-year, CCDC to CSDC", "二年期国债转托管：中债登至中国结算"),
    "record": ("Tue 24 March: record date", "3月24日（周二）：债权登记日"),
    "coupon": ("Wed 25 March: coupon of the 30-year", "3月25日（周三）：三十年期国债付息"),
    "checks": ("Reconciling, comparing results, verifying receipts", "对账、比对结果、离线验证回单"),
    "title": ("One week of the treasury market", "国债市场的一周"),
    "item": ("What", "项目"),
    "value": ("Result", "结果"),
    "bonds": ("Bonds issued", "存量国债"),
    "tap": ("Paid to the State Treasury for the tap", "续发行缴入国库"),
    "submitted": ("Trades submitted", "提交交易"),
    "settled": ("settled", "已结算"),
    "failed": ("failed", "失败"),
    "digital": ("of which in DC/EP", "其中以数字人民币结算"),
    "speed": ("Deliveries versus payment a second", "每秒券款对付笔数"),
    "finality": ("Time to finality (p50, p99, longest)", "终局时间（中位、99 分位、最长）"),
    "custody_row": ("Custody transfer (转托管)", "转托管"),
    "gross": ("Coupon of the 30-year", "三十年期国债付息总额"),
    "holders": ("to end owners, exact to the fen", "名持有人，精确到分"),
    "death": ("Validator killed", "被终止的节点"),
    "meanwhile": (
        "{count} trades settled without it; back after {seconds} s",
        "其间结算 {count} 笔；{seconds} 秒后恢复",
    ),
    "receipts": ("Receipts verified offline", "离线验证的回单"),
    "equal": ("Results equal on all validators", "各节点结果一致"),
    "conservation": ("Conservation of every instrument", "各券各币守恒"),
    "wall": ("Seconds in all", "总用时（秒）"),
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

    def __call__(self, key: str, **values: object) -> str:
        """The text behind ``key``, its places filled with ``values``."""
        return _WORDS[key][self._at].format(**values)

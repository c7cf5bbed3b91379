"""What the panels of the notebooks say."""

from __future__ import annotations

from typing import Final

TEXTS: Final = {
    "Trade ticket": "交易单",
    "Venue": "交易场所",
    "Bond": "债券",
    "Seller": "卖方",
    "Buyer": "买方",
    "Face, yuan": "面值（元）",
    "Clean price": "净价",
    "Settles on": "结算日",
    "Trade": "成交",
    "Settling …": "正在结算……",
    "Settled for ¥{cash} in commit {commit}: the quorum's receipt was checked here.": (
        "已结算 ¥{cash}，提交 {commit}：法定多数签名的回执已在此验证。"
    ),
    "Who holds it": "持有人",
    "As of": "截至",
    "now; a date, a time or a commit": "当前；或日期、时间、提交号",
    "Look": "查看",
    "Holder": "持有人名称",
    "Units": "数量",
    "Share": "占比",
    "Nominee account of {name}": "{name} 名义持有人账户",
    "owner {owner}": "持有人 {owner}",
    "Seen through after commit {commit}: {count} end owners.": "已穿透至提交 {commit}：最终持有人 {count} 名。",
}

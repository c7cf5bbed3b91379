"""What the panels of the notebooks say."""

from __future__ import annotations

from typing import Final

TEXTS: Final = {
    "The market": "市场",
    "Every party runs in this notebook, in one process; the market ends with it.": (
        "全部参与方在本笔记本的一个进程中运行；市场随笔记本结束。"
    ),
    "Every party is an actor of Ray with a process of its own; the market outlives this notebook.": (
        "每个参与方都是 Ray 的一个 actor，各有独立进程；市场不随笔记本结束。"
    ),
    "Starting …": "正在启动……",
    "Starting: {step} … {seconds} s": "正在启动：{step}……{seconds} 秒",
    "keys": "密钥",
    "Interrupted; nothing was left running.": "已中断；没有遗留任何进程。",
    "The market can settle; the last parties are on their way up …": "市场可以结算；其余参与方正在启动……",
    "The market runs.": "市场正在运行。",
    "Market": "市场名称",
    "Parties": "参与方",
    "Validators that answer": "应答的验证节点",
    "Newest final commit": "最新终局提交",
    "Data": "数据目录",
    "The story so far": "已完成的章节",
    "Playing …": "正在进行……",
    "Every figure is as it must be.": "各项数字均符合要求。",
    "{wrong} chapters have a figure that is not as it must be.": "{wrong} 个章节的数字不符合要求。",
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
    "Issuance by sealed bids": "密封投标发行",
    "Window, seconds": "投标时段（秒）",
    "Underwriter": "承销商",
    "Bids: %, yuan": "标位（%）与面值（元）",
    "Announce": "公告",
    "Seal and bid": "密封并投标",
    "All others bid": "其余承销商投标",
    "Open the bids": "开标",
    "Pay": "缴款",
    "List": "上市",
    "Announcing …": "正在公告……",
    "Announced; bids are taken for {seconds} s, sealed to two openers.": "已公告；{seconds} 秒内接受投标，标书向两个开标方密封。",
    "Sealing …": "正在密封……",
    "Sealed and handed in by {names}; nobody can read them yet.": "{names} 的标书已密封提交；开标前任何人无法读取。",
    "The window closes in {seconds} s …": "距截标 {seconds} 秒……",
    "Opening …": "正在开标……",
    "Both openers published their keys; every node opened every sheet.": "两个开标方已公布密钥；各节点已开启全部标书。",
    "Paying …": "正在缴款……",
    "Paid ¥{paid} against bonds.": "已缴款 ¥{paid}，券款对付。",
    "Listing …": "正在上市……",
    "Listed.": "已上市。",
    "Won": "中标",
    "Underwriters seal their bids to two openers, and nobody reads one before the close. Then every validator opens every sheet and computes the coupon, the winners pay against bonds, and the bond is listed.": (
        "承销商将标书向两个开标方密封，截标前无人可读。开标后各验证节点开启全部标书并计算票面利率，中标方券款对付缴款，债券上市。"
    ),
    "The issue is not announced yet.": "尚未公告发行。",
    "One press moves securities against money along the whole path of accounts, both or neither, and checks the receipt that a quorum of validators signed.": (
        "一键沿完整账户路径完成券款对付，要么同时交付，要么都不交付，并验证法定多数验证节点签署的回执。"
    ),
    "No bond is listed yet.": "尚无上市债券。",
    "Face ¥{face}, that is {glance}": "面值 ¥{face}，即 {glance}",
    "From the issuer depository through every nominee account to the end owners, with a regulator's eyes.": (
        "以监管视角，自登记机构经各名义持有人账户穿透至最终持有人。"
    ),
    "No bond has been issued yet.": "尚未发行债券。",
    "What the script did before you take over; open a chapter to see its figures.": (
        "在您接手之前脚本所做的事；展开章节可查看各项数字。"
    ),
    "Price": "价格",
    "Paid": "已缴款",
    "Coupon {coupon}%": "票面利率 {coupon}%",
    "{lines}: write a yield in percent and a face in yuan on each line": "{lines}：每行请写收益率（%）与面值（元）",
    "Who holds it": "持有人",
    "As of": "截至",
    "now, date, time or commit": "当前；或日期、时间、提交号",
    "Look": "查看",
    "Holder": "持有人名称",
    "Units": "数量",
    "Share": "占比",
    "Nominee account of {name}": "{name} 名义持有人账户",
    "owner {owner}": "持有人 {owner}",
    "Seen through after commit {commit}: {count} end owners.": "已穿透至提交 {commit}：最终持有人 {count} 名。",
}

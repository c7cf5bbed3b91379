"""``lianjie bench``: help, progress, figures, and why a benchmark is refused."""

from __future__ import annotations

from typing import Final

TEXTS: Final = {
    "Measure this ledger on this machine.": "在本机测量本账本的性能。",
    "Figures of a shared or busy machine are noisy: compare the ratio inside one run, not runs with one another. Ctrl-C ends a run and prints what was measured so far.": (
        "共用或繁忙机器上的数字波动较大：请比较同一次运行内的比值，不要在不同运行之间比较。"
        "按 Ctrl-C 结束运行，并输出目前测得的结果。"
    ),
    "What this machine allows: hash, kernel and disk, alone and together for four nodes.": (
        "本机的极限：哈希、内核与磁盘，分别测量以及四个节点同时测量。"
    ),
    "Four processes do what no node can leave out: hash every page of every batch, match and settle it with the real kernel, and make it and its outcomes durable. No agreement, no messages, no clients.": (
        "四个进程只做任何节点都不可省略的工作：对每个批次的每一页做哈希，用真实内核匹配并结算，"
        "并将批次及其结果落盘。不含共识、消息与客户端。"
    ),
    "Trades settled a second, beside what the machine allows, measured just before.": (
        "每秒结算笔数，并与运行前测得的本机极限对照。"
    ),
    "Two custodians each sign one half of every trade, in batches, within the window; 30% of the trades are across depositories; two banks pay. A trade is settled when both custodians verified a quorum for its final status. Latency counts from the time at which each trade was to be sent.": (
        "两家登记结算机构在测量窗口内各自按批签署每笔交易的一半；30% 的交易跨托管机构；由两家银行付款。"
        "双方机构均核验到最终状态的法定多数签名，交易方为结算。时延自每笔交易应发出之时起算。"
    ),
    "Milliseconds of one trade at a time, from signing both halves to two receipts that were checked.": (
        "逐笔交易的毫秒数：自签署双方指令起，至两份回单核验完毕。"
    ),
    "No progress bar.": "不显示进度条。",
    "Write the figures to FILE.": "将测量结果写入 FILE。",
    "Work in a temporary directory in DIR: name the disk that counts.": "在 DIR 下的临时目录中运行：请指定要测量的磁盘。",
    "Decides every random field.": "决定所有随机字段的种子。",
    "Client accounts, half for money.": "客户账户数，其中一半为资金账户。",
    "Validators killed before the window.": "测量窗口开始前终止的验证节点数。",
    "Where the parties run: {hosts}.": "各机构的运行方式：{hosts}。",
    "Trades in one pair of batches.": "一对批次中的交易笔数。",
    "Pairs of batches worked through.": "处理的批次对数。",
    "Trades that each custodian signs at once.": "每家机构一次签署的交易笔数。",
    "Length of the window.": "测量窗口的时长（秒）。",
    "Trades offered a second, in open loop.": "每秒提交的交易笔数（开环）。",
    "Pairs of batches under way when flat out.": "全速时在途的批次对数。",
    "Pairs of batches to measure the limit with.": "测量极限所用的批次对数。",
    "Trades, one after another.": "逐笔进行的交易笔数。",
    "{path} cannot be a file there; create {parent}, or name another": "{path} 处无法建立文件；请创建 {parent}，或另行指定",
    "stopped before anything was measured": "尚未测得任何结果即已停止",
    "stopped early: these are the figures so far": "提前停止：以下为目前测得的结果",
    "{path}: {text}; name another file": "{path}：{text}；请另行指定文件",
    "written to {path}": "已写入 {path}",
    "{name} is {value:,}; give {least:,} to {most:,}": "{name} 为 {value:,}；请给出 {least:,} 至 {most:,}",
    "a window of {seconds} s; give more than 0 and at most {most:,}": "测量窗口为 {seconds} 秒；须大于 0 且不超过 {most:,}",
    "{count} dead nodes of {nodes}; give 0 to {most}: with more there is no quorum": (
        "{nodes} 个节点中终止 {count} 个；请给出 0 至 {most}：更多则达不到法定多数"
    ),
    "{path} is no directory; create it, or name another": "{path} 不是目录；请创建，或另行指定",
    "{path} cannot be written; change its permissions, or name another": "{path} 不可写；请修改权限，或另行指定",
    "a process that measures the limit failed: {text}": "测量极限的一个进程失败：{text}",
    "a process that measures the limit ended with status {status}; is there memory and disk enough? Ask for fewer accounts or a smaller batch": (
        "测量极限的一个进程以状态 {status} 结束；内存与磁盘是否足够？请减少账户数或批次规模"
    ),
}

"""The simulator: what is broken in each variant."""

from __future__ import annotations

from typing import Final

TEXTS: Final = {
    "agreement counts one less than a quorum as a quorum": "共识把少一份的票数当作法定多数",
    "a single block without a vote skips a slot": "仅一个未投票的区块就跳过槽位",
    "a single certificate commits a slot": "仅一份认证就提交槽位",
    "a single vote certifies a leader": "仅一票就认证主导区块",
    "the anchor of slot r is looked for from r + 2": "槽位 r 的锚点从 r + 2 起寻找",
    "an undecided slot is skipped whatever the anchor's history holds": "无论锚点历史如何，未决槽位一律跳过",
    "a block is sent before it is durable": "区块在落盘之前就已发送",
    "a result is signed before the commit is durable": "提交落盘之前就签署结果",
    "a commit is signed and never written": "提交已签署却从未写盘",
    "a restarted node forgets which blocks it signed": "节点重启后忘记已签署的区块",
    "a block is cited though its payload is not held": "未持有载荷就引用区块",
    "a block counts for its author whoever signed it": "无论由谁签名，区块都算作其作者的",
    "a batch counts for its institution whoever signed it": "无论由谁签名，批次都算作该机构的",
    "a vote counts whoever signed it": "无论由谁签名，投票都计入",
    "a result is final with less than a quorum": "未达法定多数，结果即成终局",
    "votes for another result count too": "对其他结果的投票也被计入",
    "a superseded roster may sign at later commits": "已被取代的名册仍可签署之后的提交",
    "ledger time is what the leader claims": "账本时间全凭主导节点声称",
    "a result depends on the copy that computes it": "结果随计算它的副本而不同",
    "a batch that was executed is executed again": "已执行的批次再次执行",
    "a receipt is not bound to the page of its record": "回单未与其记录所在页绑定",
    "a receipt's votes are not counted": "回单不核计投票",
    "an institution is told of others' outcomes": "机构收到他人的结果",
    "executed commits are kept for ever": "已执行的提交永久留存",
    "rounds run though nothing is open": "没有待处理事项却仍推进轮次",
    "what was lost is never asked for": "丢失的内容从不索取",
    "the cash leg of a trade is not posted": "交易的资金腿未记账",
    "nominee and reserve accounts are not posted": "名义持有人账户与准备金账户未记账",
    "anyone may debit any account": "任何人都可借记任何账户",
    "a debit may exceed what is available": "借记可超过可用余额",
    "a released earmark does not come back": "解除圈存后额度未恢复",
    "a failed group keeps what it did": "失败的联结组保留了已做的变动",
    "a trade reference settles twice": "同一成交参考号结算两次",
    "a frozen account may be debited": "已冻结账户可被借记",
    "a credit exceeds the position's limit": "贷记超过持仓限额",
}

"""Questions about the past: what may be wrong with them, and the names of tables and columns."""

from __future__ import annotations

from typing import Final

TEXTS: Final = {
    "this needs {library}, which is not installed: pip install 'lianjie[analytics]'": (
        "此功能需要 {library}，尚未安装：pip install 'lianjie[analytics]'"
    ),
    "no account {account} is known here; give the full number of one that this institution keeps (a regulator: of any)": (
        "此处没有账户 {account}；请给出本机构所管账户的完整账号（监管机构：任一账户）"
    ),
    "{moment} is no moment: give a commit number, a date as '2026-03-23' or a time as '2026-03-23T10:30'": (
        "{moment} 不是时点：请给出提交号、日期（如 '2026-03-23'）或时间（如 '2026-03-23T10:30'）"
    ),
    "{moment} lies in the future; it is {now} now": "{moment} 在未来；现在是 {now}",
    "{day} lies in the future; the newest business date is {newest}": "{day} 在未来；最新营业日是 {newest}",
    "commit {number} has not happened yet; the newest is {newest}": "提交 {number} 尚未发生；最新的是 {newest}",
    "commit {number} is before the market began; the first commit is 1": "提交 {number} 早于市场开始；第一个提交是 1",
    "{moment} is before the market began; its history begins at {began}": "{moment} 早于市场开始；历史始于 {began}",
    "{day} is before the first business date, {first}; give a commit number or a time": (
        "{day} 早于第一个营业日 {first}；请给出提交号或时间"
    ),
    "{moment} is before the history that any node keeps, which begins after commit {commit}; look into an export that was made earlier, or restore a node's volumes of history from a copy": (
        "{moment} 早于各节点保留的历史（始于提交 {commit} 之后）；请查阅此前的导出文件，或用副本恢复某一节点的历史卷"
    ),
    "{count} positions are more than one tree takes ({most}): name a bond or an account, or ask in SQL": (
        "{count} 个持仓超过一棵树的上限（{most}）：请指定债券或账户，或用 SQL 查询"
    ),
    "the query took more than {seconds} seconds; narrow it": "查询超过 {seconds} 秒；请缩小范围",
    "the query does not run: {text_reason}": "查询无法执行：{text_reason}",
    "history is only read here: give one SELECT, not {given}": "此处只可读取历史：请给出一条 SELECT，而不是 {given}",
    "the answer has more than {most} rows; add a LIMIT, a WHERE or a GROUP BY": (
        "结果超过 {most} 行；请加上 LIMIT、WHERE 或 GROUP BY"
    ),
    "{folder} holds something already; give a new or empty directory": "{folder} 中已有内容；请给出新的或空的目录",
    "{folder} cannot be written: {reason}": "{folder} 无法写入：{reason}",
    "no node tells the history of {party}; look at the nodes' status": "没有节点能给出 {party} 的历史；请查看节点状态",
    "the history of {party} has more than {most} movements; raise past.movements_max, or ask with an export": (
        "{party} 的历史超过 {most} 条变动；请调高 past.movements_max，或使用导出文件"
    ),
    "the history is damaged on this node, ask another one; {text_reason}": "该节点上的历史已损坏，请询问其他节点；{text_reason}",
    "this node keeps no history; ask another one": "该节点不保留历史；请询问其他节点",
    "movements read": "已读取变动",
}
#: English name of a table, a column or a value → Chinese.
NAMES: Final = {
    "assets": "资产",
    "faces": "单位面值变动",
    "accounts": "账户",
    "holdings": "持仓",
    "movements": "变动",
    "trades": "成交",
    "commits": "各次提交",
    "asset": "资产代码",
    "asset_number": "资产编号",
    "seller": "卖方机构",
    "buyer": "买方机构",
    "seller_account": "卖方账号",
    "buyer_account": "买方账号",
    "cash": "资金",
    "amount_cny": "金额元",
    "kind": "类型",
    "issuer_depository": "发行登记机构",
    "face_cny": "面值元",
    "issued": "发行单位",
    "listed": "已上市",
    "merged_into": "并入",
    "account": "账号",
    "gateway": "托管机构",
    "number": "机构内账号",
    "class": "账户类别",
    "owner": "所有人",
    "held_for": "名义持有对象",
    "cash_account": "资金账户",
    "frozen_by_order": "冻结令号",
    "available": "可用",
    "earmarked": "预留",
    "commit": "提交号",
    "row": "行号",
    "time": "时间",
    "reference": "业务编号",
    "ordered_by": "发起机构",
    "contra": "对方账号",
    "contra_gateway": "对方托管机构",
    "status": "状态",
    "units": "单位数",
    "business_date": "营业日",
    "closes_date": "日终",
    "level": "层级",
    "nominee": "上级账号",
    "end_owner": "最终持有人",
    "line": "行类",
    "balance_available": "可用余额",
    "balance_earmarked": "预留余额",
    "opening": "期初",
    "movement": "变动",
    "closing": "期末",
    "own": "自有",
    "omnibus": "名义持有",
    "issuance": "发行",
    "settlement": "结算",
    "TRADE": "券款对付",
    "ISSUE": "发行",
    "REDEEM": "兑付",
    "TRANSFER": "非交易过户",
    "PAYMENT": "支付",
    "CUSTODY_TRANSFER": "转托管",
    "EARMARK": "预留",
    "SETTLE": "预留结算",
    "RELEASE": "预留解除",
    "MERGE": "并券",
    "OPEN_DATE": "开启营业日",
    "CLOSE_DATE": "日终",
    "COUPON": "付息",
    "EVENT_PAID": "付息兑付",
    "PUT_ELECTED": "回售申报",
    "PUT_WITHDRAWN": "回售撤销",
}

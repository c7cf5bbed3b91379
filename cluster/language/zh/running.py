"""A market that starts, runs and stops: progress, events, and what becomes of nodes."""

from __future__ import annotations

from typing import Final

TEXTS: Final = {
    # progress and events of a market
    "the kernel; compiled once, about twenty seconds": "内核；首次编译，约二十秒",
    "all parties run": "全部参与方已运行",
    "the market can settle": "市场可以结算",
    "the market stopped": "市场已停止",
    "this process left the market": "本进程已离开市场",
    "accounts at the central bank": "中央银行账户",
    "nominee accounts": "名义持有人账户",
    "foundations are laid": "基础账户已开立",
    "cut off": "已断开",
    "connected again": "已重新连接",
    "{name} was killed": "{name} 已强制终止",
    "{name} runs again": "{name} 已恢复运行",
    "what {name} sends is {delay} ms late": "{name} 发出的消息延迟 {delay} 毫秒",
    "commit {number}: {settled} trades settled, {failed} failed": "提交 {number}：结算 {settled} 笔，失败 {failed} 笔",
    "{name} stopped by itself: {text}": "{name} 自行停止：{text}",
    "{name} still starts; try again later": "{name} 仍在启动；请稍后再试",
    "{name} did not start: {text}": "{name} 未能启动：{text}",
    "the host 'ray' needs Ray, which cannot be imported ({problem}): pip install 'lianjie[ray]', or use the host 'local'": (
        "运行方式 ray 需要 Ray，但无法导入（{problem}）：请运行 pip install 'lianjie[ray]'，或改用 local"
    ),
    "no market runs over {path}, in this process (running: {running}) or on Ray: {text}; open a stopped one with Market.open": (
        "{path} 上没有运行中的市场，本进程（运行中：{running}）与 Ray 均无：{text}；请用 Market.open 打开已停止的市场"
    ),
    "proves nothing": "不能证明任何事项",
    # institutions
    "no institution {index} in the roster; it has {count}": "名册中没有机构 {index}；共有 {count} 家",
    "the key is not that of {name} in the roster; use its own key file": (
        "密钥与名册中 {name} 的密钥不符；请使用其自有密钥文件"
    ),
    "module {module} has no attribute {name}": "模块 {module} 没有 {name}",
    # what a party was doing when it stopped
    "submit again": "重新提交",
    "submit elsewhere": "改向其他节点提交",
    "catch up": "追赶",
    "ask for lost entries": "索取丢失的条目",
    "check batch": "检查批次",
    "write history": "写入历史",
    "gather history": "补齐历史",
    "next epoch": "进入下一期",
    # nodes
    "the batch was ordered in commit {number}": "该批次已排入提交 {number}",
    "{node}: the snapshot on this disk is of another market": "{node}：本磁盘上的快照属于另一市场",
    "{node}: the log on this disk is of another market": "{node}：本磁盘上的日志属于另一市场",
    "{node}: log entry of unknown kind {kind} at {position}": "{node}：位置 {position} 的日志条目类型 {kind} 未知",
    "{node}: commit {number} executes to another result than the log recorded; rebuild this node from its peers under a new key": (
        "{node}：提交 {number} 的执行结果与日志所载不同；请以新密钥由其他节点重建本节点"
    ),
    "{node}: commit {number} needs a batch or a commit that the log does not hold": (
        "{node}：提交 {number} 所需的批次或提交不在日志中"
    ),
    "{file}: byte {offset} (log position {position}) (and {count} more places): {text}": (
        "{file}：第 {offset} 字节（日志位置 {position}），另有 {count} 处：{text}"
    ),
    " (and {count} more places)": "（另有 {count} 处）",
    "peers are asked for it": "正在向其他节点索取",
    "no peer gave it back; what is intact is served, restore the file from a copy or join with a new key": (
        "没有节点能够补回；完好部分继续提供服务，请用副本恢复文件，或以新密钥重新加入"
    ),
    "log entries are given to validators only": "日志条目只提供给验证节点",
    # history
    "history is given in volumes to validators only": "历史卷只提供给验证节点",
    "volume {number} of the history is not here": "历史第 {number} 卷不在此处",
    "volume {number} of the history is not the one of this market": "历史第 {number} 卷并非本市场的那一卷",
    "volume {number} of the history is not the one that the chain names": "历史第 {number} 卷并非链上所指的那一卷",
    "the rows of volume {number} of the history are not those of its head": "历史第 {number} 卷的行与其卷首不符",
    "the columns of a volume of history are not those of its rows": "历史卷的列与其行不符",
    "{count} columns are described; a row of history has {most}": "描述了 {count} 列；历史的一行有 {most} 列",
    "column {name} of a volume of history does not fit its type": "历史卷的列 {name} 与其类型不符",
    "column {name} of a volume of history is not of {count} rows": "历史卷的列 {name} 并非 {count} 行",
    "{text_lost}: no peer gave it back; history is told after commit {commit} only": (
        "{text_lost}：没有节点能够补回；只能给出提交 {commit} 之后的历史"
    ),
    "{text_lost}: peers are asked for it": "{text_lost}：正在向其他节点索取",
    "the history takes {used} of {most} bytes; raise history_bytes_max, or this node forgets the oldest of it": (
        "历史已占用 {most} 字节中的 {used} 字节；请调高 history_bytes_max，否则本节点将忘掉最早的部分"
    ),
    "DIVERGED: this node computed another result for commit {number} than a quorum signed": (
        "已分叉（DIVERGED）：本节点对提交 {number} 的计算结果与法定多数签署的不同"
    ),
}

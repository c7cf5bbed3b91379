"""``lianjie verify``: kinds of checks, faults, notes, and what the disk itself says."""

from __future__ import annotations

from typing import Final

TEXTS: Final = {
    # kinds of checks
    "log entries (chain, checksum, padding)": "日志条目（哈希链、校验和、填充）",
    "rosters (governors' signatures)": "名册（治理签名）",
    "batches (signature, Merkle root)": "批次（签名、默克尔根）",
    "records in them": "批次内记录",
    "blocks (signature, citations)": "区块（签名、引用）",
    "commits (order, batches)": "提交（次序、批次）",
    "commits executed again, equal byte by byte": "重新执行的提交（逐字节一致）",
    "certificates (quorum of votes)": "终局证书（法定多数签名）",
    "checkpoints (quorum, state root)": "检查点（法定多数、状态根）",
    "snapshots (state root, quorum)": "快照（状态根、法定多数）",
    "volumes of history": "历史卷",
    "outcome leaves kept": "留存的结果页",
    "entries of its own book": "自有簿记",
    "identity": "身份文件",
    # the report
    "verifying {name}": "正在核验 {name}",
    "party {name}  {directory}": "机构 {name}  {directory}",
    "market: {market}": "市场：{market}",
    "commits on disk: {commits:,} (of them learnt by catching up: {learnt:,})": (
        "磁盘上的提交：{commits:,}（其中追赶所得：{learnt:,}）"
    ),
    "final up to commit: {number:,}": "终局至提交：{number:,}",
    "state root: {root}": "状态根：{root}",
    "nothing was executed": "未执行",
    "note: {text}": "提示：{text}",
    "Everything holds.": "全部核验通过。",
    "✗ FAULT ({check}): {text}": "✗ 发现错误——{check}：{text}",
    "✗ FAULT ({check}): {text_entry}: {text}": "✗ 发现错误——{check}：{text_entry}：{text}",
    "where: {file}, byte {offset}": "位置：{file}，第 {offset} 字节",
    "{path}: the report cannot be written: {text}": "{path}：报告无法写入：{text}",
    # entries by name
    "commit {number}": "提交 {number}",
    "snapshot {number}": "快照 {number}",
    "certificate of commit {number}": "提交 {number} 的终局证书",
    "checkpoint of commit {number}": "提交 {number} 的检查点",
    "trades of commit {number}": "提交 {number} 的成交",
    "receipt of commit {number}": "提交 {number} 的回单",
    "block of round {round} by validator {validator}": "验证节点 {validator} 第 {round} 轮的区块",
    "batch {batch}": "批次 {batch}",
    # rosters
    "epoch {epoch} does not begin after the commit before it in the log": "第 {epoch} 期并非紧接日志中的前一提交开始",
    "its rosters are of another market than IDENTITY names": "其名册所属市场与身份文件 IDENTITY 不符",
    "the first roster is that of another market than IDENTITY names": "首份名册所属市场与身份文件 IDENTITY 不符",
    "two rosters of epoch {epoch}": "第 {epoch} 期出现两份名册",
    "two beginnings of epoch {epoch}": "第 {epoch} 期出现两个起点",
    "the log holds no roster to check anything against": "日志中没有可据以核验的名册",
    "no roster is on this disk, so signatures were not checked; verify the market's directory instead": (
        "本磁盘没有名册，因此未核验签名；请改为核验市场目录"
    ),
    # entries, batches, blocks
    "no party writes entries of kind {kind}": "任何机构都不会写入类型为 {kind} 的条目",
    "it stands before the first roster": "位于首份名册之前",
    "it is not signed by its author": "并非由其作者签名",
    "it is not signed by its author, validator {validator}": "并非由其作者（验证节点 {validator}）签名",
    "no roster of epoch {epoch} is in this log": "日志中没有第 {epoch} 期名册",
    "no roster of epoch {epoch} was in force then": "当时没有生效的第 {epoch} 期名册",
    "epoch {epoch} has not begun": "第 {epoch} 期尚未开始",
    # commits
    "the first commit names one before it": "首个提交却指向更早的提交",
    "commit {number} ended epoch {epoch}": "提交 {number} 已结束第 {epoch} 期",
    "it does not follow commit {number} of this log": "并非接续日志中的提交 {number}",
    "it stands after commit {number}": "位于提交 {number} 之后",
    "commit {number} is missing before it": "其前缺少提交 {number}",
    "commits {first} to {end} are missing before it": "其前缺少提交 {first} 至 {end}",
    "the log does not hold its batch {batch}": "日志中没有其批次 {batch}",
    "the log does not hold that commit": "日志中没有该提交",
    "its leader is of round {round}, the last one was of {last}": "其主导区块属第 {round} 轮，而上一个属第 {last} 轮",
    "its leader is by validator {validator}; slot {slot} is led by {leader}": (
        "其主导区块出自验证节点 {validator}，而槽位 {slot} 应由 {leader} 主导"
    ),
    "its ledger time lies before that of the commit before": "其账本时间早于前一提交",
    "it names a block of no validator": "所列区块不属任何验证节点",
    "it does not sequence exactly its leader's history, in order": "排序结果与主导区块的历史不完全一致",
    "its batches are not those of its blocks that were not ordered before, in order": (
        "其批次与所含区块中尚未排序的批次（按次序）不一致"
    ),
    "its ledger time is {time}; its blocks make it {true}": "其账本时间为 {time}，按其区块应为 {true}",
    "it is not the commit that its blocks make": "与其区块所形成的提交不一致",
    "its result is not what it executes to": "记录的执行结果与重新执行的结果不一致",
    "its outcomes are not what it executes to": "记录的逐笔结果与重新执行的结果不一致",
    "its result is that of another commit": "执行结果属于另一提交",
    "its result names another commit": "执行结果指向另一提交",
    "its result does not follow that of commit {number}": "执行结果并非接续提交 {number} 的结果",
    "its outcomes are not under its result's root": "逐笔结果不在其结果根之下",
    "they are not what the commit executes to": "与该提交重新执行的结果不一致",
    # signatures of others, snapshots
    "a quorum signed another result than the log holds": "法定多数签署的结果与日志所载不同",
    "its result is not that of the log": "其结果与日志所载不符",
    "its state root is not that of the state which the log executes to": "其状态根与按日志执行所得状态不符",
    "leaf {leaf} is not under the certified root": "结果页 {leaf} 不在已认证的根之下",
    "a quorum signed another state than the log executes to": "法定多数签署的状态与按日志执行所得不同",
    "it holds the state after commit {number}": "其内容是提交 {number} 之后的状态",
    "part {part} is not the state that the log executes to": "组成部分 {part} 与按日志执行所得状态不符",
    "the snapshot is of another market": "快照属于另一市场",
    "the snapshot's result is not the one that its certificate names": "快照的结果与其证书所指不符",
    "the state does not hash to the root that a quorum signed": "状态的哈希与法定多数签署的根不符",
    "the log was cut and no snapshot is there to go on from; restore one": (
        "日志已截短，且没有可据以继续的快照；请恢复一份快照"
    ),
    # identity
    "its bytes are not those that were written": "字节与写入时不同",
    "the directory belongs to market {mine}, the one you trust is {yours}": (
        "该目录属于市场 {mine}，而您信任的市场是 {yours}"
    ),
    "it is not the volume that the one behind it, or the state, names": "并非其后一卷或状态所指的那一卷",
    "it does not follow the volume that the state names": "未接续状态所指的历史卷",
    "it is a volume of another market or number": "是另一市场或另一编号的历史卷",
    # notes
    "the log was cut: executed from snapshot {number} on": "日志已截短：自快照 {number} 起执行",
    "commits {first} to {end}: not on this disk, the node went on from a snapshot": (
        "提交 {first} 至 {end} 不在本磁盘上，节点由快照继续"
    ),
    "{file}: byte {offset}: a write that was cut off, or is under way, ends the log; nothing behind it was acknowledged": (
        "{file}：第 {offset} 字节：日志以一次中断或正在进行的写入结束，其后内容均未获确认"
    ),
    "commits after {number} are not final by this disk alone: no certificate of a quorum covers them here": (
        "仅凭本磁盘，提交 {number} 之后的各提交尚非终局：本磁盘没有覆盖它们的法定多数证书"
    ),
    "{count} cited blocks were never in this log: they fell below the horizon unsequenced": (
        "有 {count} 个被引用的区块从未进入本日志：它们未经排序即落到视界以下"
    ),
    "volumes of the history that are not on this disk: {count}, from {first} to {last}": (
        "不在本磁盘上的历史卷：{count} 卷，第 {first} 至 {last} 卷之间"
    ),
    "volumes before them, which nothing on this disk names: {count}": "其之前、本磁盘上无从证明的历史卷：{count} 卷",
    # nothing to check
    "{directory} does not exist; name the directory of a node": "{directory} 不存在；请指定节点目录",
    "{directory} is a file; name the directory of a node": "{directory} 是文件；请指定节点目录",
    "{directory} is empty; is its disk mounted?": "{directory} 是空目录；请检查磁盘是否已挂载",
    "{directory} holds no IDENTITY, so it is no party's directory; name one party's directory, or the market's directory with the parties' directories in it": (
        "{directory} 中没有身份文件 IDENTITY，因此不是机构目录；请指定某一机构的目录，或包含各机构目录的市场目录"
    ),
    "{directory} has layout version {found}, this release reads {version}; use the release that wrote it": (
        "{directory} 的布局版本为 {found}，本程序可读 {version}；请使用写入它的程序版本"
    ),
    "{directory}: log position {position} is no longer there": "{directory}：日志位置 {position} 已不存在",
}

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
    "Milliseconds of one trade at a time, from when it is due to two receipts that were checked.": (
        "逐笔交易的毫秒数：自应发出之时起，至两份回单核验完毕。"
    ),
    "Both custodians sign their half at the same intended time; where a trade takes longer than the time to the next, that one waits, and its waiting counts.": (
        "双方机构在同一预定时刻各签一半；若一笔交易耗时超过间隔，下一笔须等待，等待时间计入时延。"
    ),
    "What a market costs while nothing happens, beside as many actors that do nothing.": (
        "市场空闲时的开销，并与同样数量的空角色对照。"
    ),
    "CPU time of every process of the host, in percent of one core.": "宿主全部进程的处理器时间，以单核百分比计。",
    "The same trades on PostgreSQL, in the same run.": "同一次运行中，在 PostgreSQL 上执行同样的交易。",
    "A PostgreSQL cluster of its own, with durable defaults, reached by a socket alone, settles each trade in one transaction; then this ledger settles the same trades as `lianjie bench settle` does. PostgreSQL must be installed (on Debian: apt-get install postgresql); nothing is installed from here, and nothing is left behind.": (
        "新建一个专用的 PostgreSQL 集群，采用默认的持久化设置，仅经本地套接字访问，每笔交易一个事务；"
        "随后本账本按 `lianjie bench settle` 的方式结算同样的交易。须已安装 PostgreSQL"
        "（Debian：apt-get install postgresql）；本命令不安装任何软件，结束后不留任何痕迹。"
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
    "Length of the window in minutes, instead of --seconds: a soak.": "测量窗口的时长（分钟），代替 --seconds：用于长时间负载。",
    "default: (flat out)": "默认：全速",
    "Trades offered a second, in open loop.": "每秒提交的交易笔数（开环）。",
    "Pairs of batches under way when flat out.": "全速时在途的批次对数。",
    "Pairs of batches to measure the limit with.": "测量极限所用的批次对数。",
    "Trades, one after another.": "逐笔进行的交易笔数。",
    "Milliseconds from one trade to the next.": "相邻两笔交易的间隔（毫秒）。",
    "Seconds of quiet to measure, twice.": "静置测量的秒数，共两次。",
    "Connections to PostgreSQL.": "PostgreSQL 的连接数。",
    "Validators that delay everything they send.": "发出的一切均被延迟的验证节点数。",
    "How much slow validators delay.": "慢节点的延迟（毫秒）。",
    "Validators that lie, with their own keys.": "以自有密钥作恶的验证节点数。",
    "{path} cannot be a file there; create {parent}, or name another": "{path} 处无法建立文件；请创建 {parent}，或另行指定",
    "stopped before anything was measured": "尚未测得任何结果即已停止",
    "stopped early: these are the figures so far": "提前停止：以下为目前测得的结果",
    "{path}: {text}; name another file": "{path}：{text}；请另行指定文件",
    "written to {path}": "已写入 {path}",
    "{name} is {value:,}; give {least:,} to {most:,}": "{name} 为 {value:,}；请给出 {least:,} 至 {most:,}",
    "a window of {seconds} s; give more than 0 and at most {most:,}": "测量窗口为 {seconds} 秒；须大于 0 且不超过 {most:,}",
    "{name} is {value}; give 0 to {most}": "{name} 为 {value}；请给出 0 至 {most}",
    "{dead} dead and {lying} lying nodes of {nodes}; at most {most} in all: with more there is no quorum": (
        "{nodes} 个节点中终止 {dead} 个、作恶 {lying} 个；合计至多 {most} 个：更多则达不到法定多数"
    ),
    "{count} slow nodes, but only {left} are left; give fewer": "慢节点 {count} 个，但只剩 {left} 个节点；请减少",
    "limit rounds": "测量轮数",
    "{path} is no directory; create it, or name another": "{path} 不是目录；请创建，或另行指定",
    "{path} cannot be written; change its permissions, or name another": "{path} 不可写；请修改权限，或另行指定",
    "a process that measures the limit failed: {text}": "测量极限的一个进程失败：{text}",
    "a process that measures the limit ended with status {status}; is there memory and disk enough? Ask for fewer accounts or a smaller batch": (
        "测量极限的一个进程以状态 {status} 结束；内存与磁盘是否足够？请减少账户数或批次规模"
    ),
    # progress
    "limit: {count} processes open a market of {accounts:,} accounts": "极限：{count} 个进程各开立 {accounts:,} 个账户",
    "limit: kernel, hash and disk, each alone": "极限：内核、哈希与磁盘，分别测量",
    "limit: {count} nodes' work at the same time": "极限：{count} 个节点的工作同时进行",
    "limit: measured": "极限：已测得",
    "market: validators and institutions start": "市场：启动验证节点与各机构",
    "market: {accounts:,} accounts are opened": "市场：开立 {accounts:,} 个账户",
    "market: open": "市场：已开立",
    "market: idle": "市场：静置",
    "empty: actors that do nothing start": "空角色：启动",
    "empty: actors that do nothing": "空角色：静置",
    "window: {settled:,} trades settled, {rate:,}/s": "测量窗口：已结算 {settled:,} 笔，每秒 {rate:,} 笔",
    "PostgreSQL: a new cluster": "PostgreSQL：新建集群",
    "PostgreSQL: {accounts:,} accounts and the trades to come are loaded": "PostgreSQL：载入 {accounts:,} 个账户与待执行的交易",
    "PostgreSQL: {clients} clients settle for {seconds} s": "PostgreSQL：{clients} 个客户端结算 {seconds} 秒",
    "PostgreSQL: measured": "PostgreSQL：已测得",
    # figures
    "figure": "指标",
    "value": "数值",
    "trades settled a second": "每秒结算笔数",
    "limit of this machine, trades a second": "本机极限，每秒笔数",
    "share of the limit": "占极限的比例",
    "PostgreSQL, trades settled a second": "PostgreSQL 每秒结算笔数",
    "ours, as a multiple of PostgreSQL's": "本账本为 PostgreSQL 的倍数",
    "PostgreSQL's latency, median (ms)": "PostgreSQL 时延，中位（毫秒）",
    "PostgreSQL's latency, p99 (ms)": "PostgreSQL 时延，99 分位（毫秒）",
    "PostgreSQL's version": "PostgreSQL 版本",
    "PostgreSQL's clients": "PostgreSQL 客户端数",
    "PostgreSQL's commits wait for the disk": "PostgreSQL 提交等待落盘",
    "trades offered a second": "每秒提交笔数",
    "trades accepted a second": "每秒受理笔数",
    "latency from the intended time, median (ms)": "自预定时刻起的时延，中位（毫秒）",
    "latency, p99 (ms)": "时延，99 分位（毫秒）",
    "latency, worst (ms)": "时延，最长（毫秒）",
    "idle market, percent of a core": "空闲市场，占单核百分比",
    "as many empty actors, percent of a core": "同数空角色，占单核百分比",
    "the difference, percent of a core": "两者之差，占单核百分比",
    "actors": "角色数",
    "host": "宿主",
    "validators": "验证节点",
    "of them dead": "其中终止",
    "of them slow": "其中迟缓",
    "of them lying": "其中作恶",
    "client accounts": "客户账户",
    "trades in a pair of batches": "一对批次的笔数",
    "load": "负载方式",
    "open loop": "开环",
    "flat out": "全速",
    "milliseconds between trades": "交易间隔（毫秒）",
    "seconds of the window": "测量窗口（秒）",
    "trades offered": "提交笔数",
    "trades due but not sent in the window": "窗口内到期而未发出的笔数",
    "trades settled": "结算笔数",
    "trades failed": "失败笔数",
    "trades without an outcome": "尚无结果的笔数",
    "CPU a trade, everybody's (µs)": "每笔处理器时间，全部进程（微秒）",
    "CPU a trade of {name} (µs)": "每笔处理器时间，{name}（微秒）",
    "trades that ended {name}": "结果为 {name} 的笔数",
    "memory at the begin (bytes)": "期初内存（字节）",
    "memory at the end (bytes)": "期末内存（字节）",
    "most memory (bytes)": "最高内存（字节）",
    "memory of {name} at the end (bytes)": "{name} 的期末内存（字节）",
    "growth of memory, bytes a trade": "内存增长（每笔字节数）",
    "trend of memory in the second half, bytes a trade": "后半段内存趋势（每笔字节数）",
    "memory (MB)": "内存（MB）",
    "receipts verified": "已核验回单",
    "limit: four nodes' work, trades a second": "极限：四个节点的工作，每秒笔数",
    "limit: kernel, nanoseconds a half": "极限：内核，每半笔纳秒",
    "limit: kernel, a half that waits (ns)": "极限：内核，待匹配的半笔（纳秒）",
    "limit: kernel, a half that settles (ns)": "极限：内核，完成结算的半笔（纳秒）",
    "limit: page hashing (GB/s)": "极限：页哈希（GB/秒）",
    "limit: log on disk (MB/s)": "极限：日志落盘（MB/秒）",
    "none measured": "未测得",
    # what went wrong
    "{name} has not started": "{name} 尚未启动",
    "{name} offers nothing yet": "{name} 尚未提交任何交易",
    "{name} is no custodian and signs no trades": "{name} 不是登记结算机构，不签署交易",
    "{name} signed nothing of pair {pair}": "{name} 未签署第 {pair} 对批次",
    "the opening by {name} was not accepted:": "{name} 的开户批次未被接受：",
    "parties stopped by themselves: {text}": "有参与方自行停止：{text}",
    "pair {pair} was refused: {text}": "第 {pair} 对批次被拒绝：{text}",
    "the receipt of pair {pair} does not hold: {text}": "第 {pair} 对批次的回单不成立：{text}",
    "a receipt of {name} does not hold: {text}": "{name} 的一份回单不成立：{text}",
    "the host {kind} cannot be loaded ({problem}); install it with: pip install 'lianjie[{extra}]'": (
        "宿主 {kind} 无法载入（{problem}）；请安装：pip install 'lianjie[{extra}]'"
    ),
    "PostgreSQL is not installed here (looked for {names}); on Debian: apt-get install postgresql": (
        "本机未安装 PostgreSQL（查找了 {names}）；Debian：apt-get install postgresql"
    ),
    "PostgreSQL refuses to run as root, and there is no account {names}; run as another user": (
        "PostgreSQL 拒绝以 root 运行，且没有账户 {names}；请以其他用户运行"
    ),
    "PostgreSQL's {program} failed: {said}": "PostgreSQL 的 {program} 失败：{said}",
    "PostgreSQL did not start: {said}": "PostgreSQL 未能启动：{said}",
    "PostgreSQL's pgbench did not say what it did: {said}": "PostgreSQL 的 pgbench 未说明结果：{said}",
    "PostgreSQL's tables do not add up: {text}": "PostgreSQL 的表不平衡：{text}",
    "{made} transactions were made and {count} trades are settled": "执行了 {made} 个事务，而结算了 {count} 笔交易",
    "positions in asset {asset} add up to {total} instead of {issued}": "资产 {asset} 的持仓合计 {total}，应为 {issued}",
    "{path} is too long a path for a socket; name a shorter --directory": (
        "{path} 对套接字而言路径过长；请用 --directory 指定较短的路径"
    ),
}

"""``lianjie up``, ``down``, ``status``, ``top`` and ``node``: a running market and what becomes of it."""

from __future__ import annotations

from typing import Final

_HELP: Final = {
    "Start a market on Ray, or go on with a stopped one.": "在 Ray 上启动市场，或继续已停止的市场。",
    "Stop a running market.": "停止运行中的市场。",
    "How every party of a running market is.": "查看运行中市场的各参与方状态。",
    "A running market, live, with rates a second.": "实时查看运行中的市场及每秒速率。",
    "Kill, cut off or slow a validator of a running market.": "强制终止、断开或延迟运行中市场的验证节点。",
    "Start a market on Ray, or open a stopped one, and leave it running.": (
        "在 Ray 上启动新市场，或打开已停止的市场，并使其持续运行。"
    ),
    "BLUEPRINT is the name of a built-in blueprint, or a YAML file; without it, treasury. Where the directory holds a stopped market, that one goes on. The market outlives this command, and the terminal.": (
        "BLUEPRINT 为内置蓝图名称或 YAML 文件；不给则为 treasury（国债市场）。若目录中已有停止的市场，则继续该市场。"
        "本命令结束、终端关闭后，市场继续运行。"
    ),
    "Ctrl-C before everything runs takes back what was begun.": "全部运行之前按 Ctrl-C，将撤回已开始的一切。",
    "Of a Ray cluster that runs.": "运行中的 Ray 集群地址。",
    "one of its own": "为其单独启动一个",
    "How Ray is started here; see ray-configs/laptop.yaml.": "在本机如何启动 Ray；参见 ray-configs/laptop.yaml。",
    "Print the figures as JSON.": "以 JSON 输出各项数字。",
    "The market's directory.": "市场的目录。",
    "the one market in your data directory": "您的数据目录中唯一的市场",
    "File that holds the password of the market's keys, if you keep it apart.": (
        "存有市场密钥口令的文件（若口令另行保管）。"
    ),
    "Stop a market: every party politely, then Ray, if it was started for it.": (
        "停止市场：先有序停止各参与方，若 Ray 是为其启动的，再停止 Ray。"
    ),
    "Its data stay, and `lianjie up` goes on with them. Harmless when it does not run; what a Ray that died has left behind is cleared away.": (
        "数据保留，`lianjie up` 可继续运行。市场未运行时执行无害；已崩溃的 Ray 所遗留的一切会被清除。"
    ),
    "How every party of a running market is: state, process, memory, and how far each validator has come.": (
        "运行中市场的各参与方：状态、进程、内存，以及各验证节点的进度。"
    ),
    "Exit status 0 when all run, 1 when some do not, 3 when the market does not run.": (
        "退出状态：全部运行为 0，部分未运行为 1，市场未运行为 3。"
    ),
    "A running market, live: processor, memory and messages of every party, commits and settled trades a second.": (
        "实时查看运行中的市场：各参与方的处理器、内存与消息，每秒提交数与结算笔数。"
    ),
    "Ends with q or Ctrl-C; the market runs on. Processor time is in percent of one core.": (
        "按 q 或 Ctrl-C 退出，市场继续运行。处理器时间以单核百分比计。"
    ),
    "Seconds from one look to the next.": "两次查看的间隔（秒）。",
    "End after so many looks.": "查看若干次后结束。",
    "goes on until q or Ctrl-C": "直到按 q 或 Ctrl-C",
    "Kill, start, cut off, connect or slow a validator of a running market, to see what becomes of the others.": (
        "强制终止、启动、断开、重新连接或延迟运行中市场的验证节点，观察其余各方的反应。"
    ),
    "NAME is one of those that `lianjie status` lists.": "NAME 为 `lianjie status` 所列名称之一。",
    "End a validator at once, by SIGKILL. Ray brings it back; the command waits for that and says how long it took.": (
        "以 SIGKILL 立即终止一个验证节点。Ray 会将其恢复；本命令等待恢复并报告所需时间。"
    ),
    "Keep it down until `lianjie node start`.": "保持停止，直到 `lianjie node start`。",
    "Start a validator that stays down, on its own disk; it catches up by itself.": (
        "在其自有磁盘上启动保持停止的验证节点；节点自行追赶。"
    ),
    "Cut a validator off from every other party, until `lianjie node join` or the end of its process.": (
        "将一个验证节点与所有其他参与方断开，直到 `lianjie node join` 或其进程结束。"
    ),
    "Connect a validator again that was cut off.": "重新连接已断开的验证节点。",
    "Delay everything that a validator sends by MS milliseconds, until the end of its process; 0: no more.": (
        "将一个验证节点发出的一切延迟 MS 毫秒，直到其进程结束；0 表示不再延迟。"
    ),
}
_SAID: Final = {
    "no market runs over {path}; start it: {command}": "{path} 上没有运行中的市场；启动：{command}",
    "there are several markets ({names}) in {path}; name one by its directory: --data DIR": (
        "{path} 中有多个市场（{names}）；请用目录指明：--data DIR"
    ),
    "{path}: {text}; name a file that you may read": "{path}：{text}；请指定您有权读取的文件",
    "{path} is not UTF-8 text; name the file that holds the password": "{path} 不是 UTF-8 文本；请指定存有口令的文件",
    "{path} is empty; write the password into it": "{path} 为空；请写入口令",
    "{path}: {text}; check its permissions": "{path}：{text}；请核对其权限",
    "{path} holds the market {there}, not {wanted}; leave the blueprint out to open it, or name another directory: --data DIR": (
        "{path} 中是市场 {there}，不是 {wanted}；不给蓝图即可打开该市场，或指定另一目录：--data DIR"
    ),
    "stopped before every party ran; nothing was left running": "在全部参与方运行之前已停止；没有遗留任何进程",
    "started a new market, {name}: {parties} parties on Ray at {address}, data in {path}": (
        "已启动新市场 {name}：{parties} 个参与方运行于 {address} 的 Ray，数据在 {path}"
    ),
    "opened the stopped market {name}: {parties} parties on Ray at {address}, data in {path}": (
        "已打开停止的市场 {name}：{parties} 个参与方运行于 {address} 的 Ray，数据在 {path}"
    ),
    "the market {name} runs already: {parties} parties on Ray at {address}, data in {path}": (
        "市场 {name} 已在运行：{parties} 个参与方运行于 {address} 的 Ray，数据在 {path}"
    ),
    "the market can settle after {first}, every party runs after {all}": (
        "{first} 后市场可以结算，{all} 后全部参与方运行"
    ),
    "a party whose process dies comes back locked: {command} unlocks it": (
        "进程终止的参与方恢复后处于锁定状态：用 {command} 解锁"
    ),
    "look": "查看",
    "watch": "监视",
    "notebook": "笔记本",
    "stop": "停止",
    "the market over {path} was stopped; what was acknowledged is on its disk: {command} goes on with it": (
        "{path} 的市场已停止；已确认的一切均在磁盘上：{command} 可继续运行"
    ),
    "the market over {path} did not run; what was left of it on Ray was cleared away": (
        "{path} 的市场未在运行；其在 Ray 上的遗留已清除"
    ),
    "no market runs over {path}; nothing to stop": "{path} 上没有运行中的市场；无需停止",
    "{name}: {running} of {parties} parties run": "{name}：{parties} 个参与方中 {running} 个运行",
    "{name}, {time}: {running} of {parties} parties run; trades settled/s {settled}, commits/s {commits}, CPU {cpu}, memory {memory}": (
        "{name}，{time}：{parties} 个参与方中 {running} 个运行；每秒结算 {settled} 笔，每秒提交 {commits} 次，"
        "CPU {cpu}，内存 {memory}"
    ),
    "{name} runs already; nothing was done": "{name} 已在运行；未做任何操作",
    "{name} is down already; nothing was done": "{name} 已停止；未做任何操作",
    "{name} was killed and runs again after {duration}, {behind} commits behind": (
        "{name} 已强制终止，{duration} 后恢复运行，落后 {behind} 次提交"
    ),
    "{name} was killed and stays down; start it again: {command}": (
        "{name} 已强制终止并保持停止；重新启动：{command}"
    ),
    "{name} runs again after {duration}, {behind} commits behind": (
        "{name} 在 {duration} 后恢复运行，落后 {behind} 次提交"
    ),
    "{name} is cut off from every other party; connect it again: {command}": (
        "{name} 已与所有其他参与方断开；重新连接：{command}"
    ),
    "{name} is connected again": "{name} 已重新连接",
    "everything that {name} sends is {delay} ms late; no more of it: {command}": (
        "{name} 发出的一切延迟 {delay} 毫秒；取消延迟：{command}"
    ),
    "nothing that {name} sends is delayed any more": "{name} 发出的消息不再延迟",
    "{name} came back locked, for its password rests nowhere: {command}": (
        "{name} 恢复后处于锁定状态，因其口令未存放于任何位置：{command}"
    ),
    "{name} did not come back within {seconds} s; look at `lianjie status`": (
        "{name} 在 {seconds} 秒内没有恢复；请查看 `lianjie status`"
    ),
}
#: Heads of columns, roles and states of parties.
_WORDS: Final = {
    "party": "参与方",
    "role": "角色",
    "state": "状态",
    "since": "起始",
    "machine": "机器",
    "pid": "进程号",
    "CPU (s)": "CPU（秒）",
    "CPU %": "CPU（%）",
    "memory": "内存",
    "messages": "消息",
    "messages/s": "消息/秒",
    "epoch": "期",
    "commit": "提交",
    "behind": "落后",
    "node": "验证节点",
    "central_bank": "中央银行",
    "clearing_house": "清算所",
    "empty": "未就位",
    "down": "停止",
    "locked": "已锁定",
    "starting": "启动中",
    "running": "运行",
    "failed": "已失败",
    "stopped": "已停止",
    "silent": "无应答",
    "{delay} ms late": "延迟 {delay} 毫秒",
}

TEXTS: Final = {**_HELP, **_SAID, **_WORDS}

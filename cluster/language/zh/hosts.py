"""What the hosts say: parties that do not run or do not answer, names, and Ray."""

from __future__ import annotations

from typing import Final

_ANY: Final = {
    "there is no party {name}; known are: {names}": "没有参与方 {name}；已有：{names}",
    "there is no party {name}, nor any other": "没有参与方 {name}，也没有任何其他参与方",
    "{name} cannot name a party: no slash, no leading dot, nothing unprintable": (
        "{name} 不能用作参与方名称：不得含斜杠、以点开头或含不可打印字符"
    ),
    "a party's name has at most {most} bytes; {name}… has {size}": "参与方名称最多 {most} 字节；{name}… 有 {size} 字节",
    "makers are in {names}": "构造函数须位于 {names}",
    "{name} cannot be made by {maker} ({text}); its plan was written by another version: upgrade this installation": (
        "{name} 无法由 {maker} 构造（{text}）；其方案由另一版本写成：请升级本安装"
    ),
    "{party} stopped: {error} in {text_doing}: {text}": "{party} 已停止：{text_doing}时出现 {error}：{text}",
}
_LOCAL: Final = {
    "{name} was stopped while it started; look at the failures, then start it again": (
        "{name} 在启动过程中被停止；请查看故障原因，然后重新启动"
    ),
    "there is a party {name} already; choose another name": "已有参与方 {name}；请另选名称",
    "{name} runs already; stop it first, or restart it": "{name} 已在运行；请先停止，或重新启动",
    "{name} does not run; start it first": "{name} 未运行；请先启动",
    "{name} does not run; start it, or try again later": "{name} 未运行；请启动，或稍后再试",
    "{name} ended while it was asked to act; start it and try again": "{name} 在受理请求时已终止；请启动后重试",
    "a delay of {delay} ms; give 0 or more": "延迟 {delay} 毫秒；请给出 0 或以上",
    "{name} did not answer within {timeout} ms; a line is cut": "{name} 在 {timeout} 毫秒内没有答复；线路已断开",
    "{name} did not answer within {timeout} ms; it is overloaded: try again later": (
        "{name} 在 {timeout} 毫秒内没有答复；负载过高：请稍后再试"
    ),
    "{name} is busy with {count} requests; try again later": "{name} 正在处理 {count} 个请求；请稍后再试",
    "a message of {size} bytes; at most {most} fit: split it": "报文 {size} 字节；最多 {most} 字节：请拆分",
    "{name} stopped before it answered; start it again, or try another": (
        "{name} 在答复之前已停止；请重新启动，或改用其他参与方"
    ),
    "it did not stop in time; it was killed": "未能按时停止；已强制终止",
    "a thread still works for it; its store stays locked until this process ends": (
        "仍有线程在为其工作；其存储在本进程结束前保持锁定"
    ),
    "the cluster is closed; make a new one over the same directory": "集群已关闭；请在同一目录上新建",
    "with the local host the parties live in this process and end with it: stop the market": (
        "以本地方式运行时，各参与方都在本进程内，随进程结束：请停止市场"
    ),
    "the work raised {error}": "计算任务出错：{error}",
    "{path}: the party was stopped; start it again to use its store": "{path}：参与方已停止；重新启动后才能使用其存储",
}
_RAY: Final = {
    "{party} has no disk on {machine} under {path}; start it where its disk is, or bring it back with a new key by a roster change": (
        "{party} 在 {machine} 的 {path} 下没有磁盘；请在其磁盘所在处启动，或通过更换名册以新密钥重新加入"
    ),
    "the keys of {party} are locked; unlock it with the market's password": "{party} 的密钥已锁定；请用市场口令解锁",
    "{party} does not run ({text}); start it, or try again later": "{party} 未运行（{text}）；请启动，或稍后再试",
    "{party} has no transport key, so it reaches nobody": "{party} 没有传输密钥，因此无法连接任何一方",
    "this process is connected to the Ray cluster at {here}, and the market is at {there}; call ray.shutdown() first, or use another process": (
        "本进程已连接 {here} 的 Ray 集群，而市场在 {there}；请先调用 ray.shutdown()，或另用进程"
    ),
    "no Ray cluster answers at {address}; start one there (ray start --head), or leave the address out, and one is started here": (
        "{address} 没有 Ray 集群应答；请在该处启动（ray start --head），或不给地址而在本机启动"
    ),
    "cannot connect to the Ray cluster at {address}: {text}": "无法连接 {address} 的 Ray 集群：{text}",
    "the Ray cluster at {address} does not take this token; set RAY_AUTH_MODE=token and RAY_AUTH_TOKEN_PATH to the file that the cluster was started with": (
        "{address} 的 Ray 集群不接受此令牌；请设置 RAY_AUTH_MODE=token，并将 RAY_AUTH_TOKEN_PATH 设为启动集群所用的文件"
    ),
    "what answers at {address} does not speak as a Ray cluster of this version does ({text}): check the address, and RAY_USE_TLS with its certificates, which must be the same in every process": (
        "{address} 的应答与本版本的 Ray 集群不符（{text}）：请核对地址，以及各进程须一致的 RAY_USE_TLS 及其证书"
    ),
    "no machine of the Ray cluster ({machines}) has the disk of {party} under {path}; start the machine that has it, or mount it there": (
        "Ray 集群的机器（{machines}）均没有 {party} 在 {path} 下的磁盘；请启动拥有该磁盘的机器，或在其中挂载"
    ),
    "the actor of {party} did not come up: Ray's Python there cannot import what this process runs ({text}); install the same version of lianjie on every machine of the cluster": (
        "{party} 的 actor 未能启动：该处 Ray 的 Python 无法导入本进程所运行的代码（{text}）；请在集群的每台机器上安装同一版本的 lianjie"
    ),
    "the actor of {party} did not come up: {text}": "{party} 的 actor 未能启动：{text}",
    "there is an actor {name} in this Ray cluster already: the market runs; join it, or stop it first": (
        "该 Ray 集群中已有 actor {name}：市场正在运行；请加入，或先停止"
    ),
    "{party} of this market has no actor in the Ray cluster; the market does not run there: open it, or connect to the cluster in which it runs": (
        "本市场的 {party} 在该 Ray 集群中没有 actor；市场不在此运行：请打开市场，或连接其所在集群"
    ),
    "{party} did not answer within {timeout} ms; try again later": "{party} 在 {timeout} 毫秒内没有答复；请稍后再试",
    "the process of {party} is down; Ray starts it again: try again later": (
        "{party} 的进程已终止；Ray 会重新启动：请稍后再试"
    ),
    "the process of {party} did not come within {seconds} s; look at Ray's logs": (
        "{party} 的进程在 {seconds} 秒内没有启动；请查看 Ray 日志"
    ),
    "the actor of {party} is gone for good ({text}); open the market again": (
        "{party} 的 actor 已永久消失（{text}）；请重新打开市场"
    ),
    "{party} is not started yet; try again later": "{party} 尚未启动；请稍后再试",
    "{path}: the token of the Ray cluster cannot be read ({text}); restore the file": (
        "{path}：Ray 集群的令牌无法读取（{text}）；请恢复该文件"
    ),
    "Ray did not start within {seconds} s, the machine may be short of processors or memory: free some and try again. Its last words: {text}": (
        "Ray 在 {seconds} 秒内没有启动，本机处理器或内存可能不足：请释放后重试。其最后输出：{text}"
    ),
    "it wrote nothing": "没有任何输出",
    "Ray did not start: {text}": "Ray 没有启动：{text}",
    "{path}: {text}; see ray-configs/{file} for what there is to set": "{path}：{text}；可设置的内容见 ray-configs/{file}",
    "1 while the party takes requests": "参与方受理请求时为 1",
    "Processor seconds of the party's process": "参与方进程的处理器秒数",
    "Memory of the party's process in RAM": "参与方进程占用的内存",
    "Messages delivered to the party since its process began": "进程启动以来送达参与方的消息数",
    "Bytes delivered to the party since its process began": "进程启动以来送达参与方的字节数",
    "Messages dropped because the party's queue was full": "因队列已满而丢弃的消息数",
    "Requests that the party answered": "参与方已答复的请求数",
    "{path} was altered; open the market again": "{path} 被改动；请重新打开市场",
    "the Ray cluster of the market in {path} ended; open the market again": (
        "{path} 的市场所在的 Ray 集群已结束；请重新打开市场"
    ),
    "the market in {path} runs in no Ray cluster; open it there first": (
        "{path} 的市场没有在任何 Ray 集群中运行；请先打开"
    ),
    "{count} validators need {needed} free CPUs and the Ray cluster has {free}: start Ray with --num-cpus={wanted} or more, add machines, or stop what else runs there": (
        "{count} 个验证节点需要 {needed} 个空闲 CPU，而 Ray 集群有 {free} 个：请以 --num-cpus={wanted} 或更多启动 Ray、增加机器，或停止其中的其他任务"
    ),
    "Ray found no room for {count} validators of {each} CPU each on its machines; add some, or stop what else runs there": (
        "Ray 的机器上没有空间容纳 {count} 个各需 {each} 个 CPU 的验证节点；请增加机器，或停止其中的其他任务"
    ),
    "both {one} and {other} have a disk of {party} under {path}; the older one is a copy and must not sign: move it away": (
        "{one} 与 {other} 在 {path} 下都有 {party} 的磁盘；较旧的是副本，不得签名：请移走"
    ),
    "the transport key does not open: wrong password, or not an encrypted key file": (
        "传输密钥无法打开：口令错误，或不是加密的密钥文件"
    ),
    "{path}: {text}; the market's directory must be one that Ray's processes may write, with room": (
        "{path}：{text}；市场目录须为 Ray 各进程可写且空间充足的目录"
    ),
    "{path}: {text}; start the market again": "{path}：{text}；请重新启动市场",
    "{path} was altered or is of another version ({text}); start the market again": (
        "{path} 被改动或属另一版本（{text}）；请重新启动市场"
    ),
    "the actor of {party} does not answer ({text})": "{party} 的 actor 没有应答（{text}）",
    "{party} takes no streams yet ({text})": "{party} 尚不接受连接（{text}）",
    "{party} has no actor yet; start it, or try again later": "{party} 尚无 actor；请启动，或稍后再试",
    "{party} did not take {size} bytes ({text})": "{party} 未接收 {size} 字节（{text}）",
}

TEXTS: Final = {**_ANY, **_LOCAL, **_RAY}

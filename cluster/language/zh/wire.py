"""What streams between parties say: greetings refused, peers that are silent, addresses in use."""

from __future__ import annotations

from typing import Final

_FRAMES: Final = {
    "what came is no frame of this protocol; another program speaks at the other end": (
        "收到的不是本协议的帧；对端是其他程序"
    ),
    "it speaks version {theirs} of the wire, this program version {ours}; upgrade the older one": (
        "对端使用传输协议版本 {theirs}，本程序为版本 {ours}；请升级较旧者"
    ),
    "a frame of the unknown kind {kind}; upgrade this program, or the other end": (
        "帧类型 {kind} 未知；请升级本程序或对端"
    ),
    "a {kind} frame bears the number {number}, which does not belong there": "{kind} 帧不应带有编号 {number}",
    "a {kind} frame before the greeting": "握手之前收到 {kind} 帧",
    "a {kind} frame after the greeting": "握手之后收到 {kind} 帧",
    "a {kind} frame of {size} bytes on the {stream} stream, where at most {most} are allowed; split the message": (
        "{stream} 通道上的 {kind} 帧为 {size} 字节，最多允许 {most} 字节；请拆分报文"
    ),
    "it greets for stream {found}, not {wanted}": "对端握手的通道为 {found}，而非 {wanted}",
    "there is no stream {stream}; upgrade the older program": "没有通道 {stream}；请升级较旧的程序",
}
_TRUST: Final = {
    "the transport key cannot be read; restore its file, or make a new one": "传输密钥无法读取；请恢复文件，或另制密钥",
    "the transport key is of another kind; this market's streams use Ed25519": (
        "传输密钥类型不符；本市场的连接使用 Ed25519"
    ),
    "the key file holds another kind of key; this market's streams use Ed25519": (
        "密钥文件为其他类型的密钥；本市场的连接使用 Ed25519"
    ),
    "the transport key of {name} is not that of its certificate in the roster of epoch {epoch}; give the key that the roster names, or have the roster changed": (
        "{name} 的传输密钥与第 {epoch} 期名册所载证书不符；请使用名册所载密钥，或更换名册"
    ),
    "names no transport certificate of {name}": "没有载明 {name} 的传输证书",
    "does not name {name}": "没有列入 {name}",
    "the roster of epoch {epoch} {text}; have the governors sign one that does, or check the name and the market": (
        "第 {epoch} 期名册{text}；请由治理委员签署新名册，或核对名称与市场"
    ),
    "the roster of epoch {epoch} names no transport certificate of {name}; check the name, or have the governors sign a roster that does": (
        "第 {epoch} 期名册没有载明 {name} 的传输证书；请核对名称，或由治理委员签署新名册"
    ),
    "the roster of market {theirs}… cannot follow one of {ours}…": "市场 {theirs}… 的名册不能接续 {ours}… 的名册",
    "{name} left the roster with epoch {epoch}": "{name} 自第 {epoch} 期起已退出名册",
    "it belongs to market {theirs}…, this is {ours}…; check the address and the market's directory": (
        "对端属于市场 {theirs}…，此处为 {ours}…；请核对地址与市场目录"
    ),
    "it calls itself {name} and shows the certificate of {other}; give it its own key": (
        "对端自称 {name}，出示的却是 {other} 的证书；请使用其自有密钥"
    ),
    "the certificate that {peer} shows is not in the roster in force any more": "{peer} 出示的证书已不在现行名册中",
    "{name} answers at {place}, where {peer} was expected; correct the address of {same}": (
        "{place} 应答的是 {name}，而应为 {peer}；请更正 {same} 的地址"
    ),
    "{text_peer} shows a certificate that the roster does not name ({reason}); it is of another market, or its key was replaced: check the address, and the roster in force": (
        "{text_peer} 出示的证书不在名册中（{reason}）；它属于另一市场，或密钥已更换：请核对地址与现行名册"
    ),
    "{text_peer} does not trust our certificate ({reason}): the roster that it holds does not name it; it is of another market, or must catch up first": (
        "{text_peer} 不信任我方证书（{reason}）：其持有的名册没有列入该证书；它属于另一市场，或须先追赶"
    ),
    "{text_peer} does not speak TLS as this program does ({reason}); check that no other program uses the address": (
        "{text_peer} 的 TLS 与本程序不符（{reason}）；请确认该地址没有其他程序占用"
    ),
    "{name} refuses us: {text}": "{name} 拒绝连接：{text}",
}
_CONNECTIONS: Final = {
    "an unknown address": "未知地址",
    "whoever calls from {place}": "来自 {place} 的一方",
    "'{name}' at {place}": "{place} 的 '{name}'",
    "another connection serves already": "已有另一连接在用",
    "another connection serves now": "现由另一连接服务",
    "we dialled at the same time, and our connection stays": "双方同时发起连接，保留我方连接",
    "{count} callers have not greeted yet; try again later": "有 {count} 个来访方尚未握手；请稍后再试",
    "{count} callers have not greeted yet, one more is put off; look who calls so often": (
        "有 {count} 个来访方尚未握手，又推迟一个；请查明何方频繁来访"
    ),
    "{text_peer} closed the connection; it stopped or restarts, and will be dialled again": (
        "{text_peer} 关闭了连接；它已停止或正在重启，将再次连接"
    ),
    "the connection with {text_peer} broke ({reason}); it will be dialled again": (
        "与 {text_peer} 的连接中断（{reason}）；将再次连接"
    ),
    "{name} was not reached within {timeout} ms; look whether it runs, and at the network": (
        "{timeout} 毫秒内未能连接 {name}；请检查其是否运行以及网络状况"
    ),
    "{name} was not reached ({text}); look whether it runs, and at its address": (
        "未能连接 {name}（{text}）；请检查其是否运行以及地址是否正确"
    ),
    "{name} gave no sign of life for {timeout} ms; look whether its machine and the network are up": (
        "{name} 已 {timeout} 毫秒没有响应；请检查其机器与网络是否正常"
    ),
    "{text_peer} did not greet within {timeout} ms; it is overloaded, or no party of a market": (
        "{text_peer} 在 {timeout} 毫秒内没有握手；它负载过高，或不是市场参与方"
    ),
    "{count} requests to {name} wait already; try again later": "已有 {count} 个发往 {name} 的请求在等待；请稍后再试",
    "{name} cannot be reached: {text}": "无法连接 {name}：{text}",
    "{name} did not answer: {text}": "{name} 没有答复：{text}",
    "{name} did not answer within {timeout} ms; it is down or overloaded: try again later": (
        "{name} 在 {timeout} 毫秒内没有答复；它已停止或负载过高：请稍后再试"
    ),
    "no room for {size} bytes in the queue to {name}; try again later": (
        "发往 {name} 的队列容不下 {size} 字节；请稍后再试"
    ),
    "{name} is busy; ask again in {wait} ms": "{name} 正忙；请在 {wait} 毫秒后再试",
    "the wire of {name} is closed; open a new one": "{name} 的连接已关闭；请重新打开",
    "the wire of {name}: work for a peer failed": "{name} 的连接：为对端处理时出错",
}
_PORTS: Final = {
    "port {port} of {host} is in use; stop what listens there, or choose another (0: any free one)": (
        "{host} 的端口 {port} 已被占用；请停止占用者，或另选端口（0 为任意空闲端口）"
    ),
    "port {port} may not be used by this user; choose one from 1024 to 65535 (0: any free one)": (
        "当前用户不得使用端口 {port}；请选择 1024 至 65535（0 为任意空闲端口）"
    ),
    "{host} is no address of this machine; choose one of its own, such as 127.0.0.1": (
        "{host} 不是本机地址；请选择本机地址，例如 127.0.0.1"
    ),
    "there is no port {port}; choose one from 1024 to 65535 (0: any free one)": (
        "没有端口 {port}；请选择 1024 至 65535（0 为任意空闲端口）"
    ),
    "cannot listen on {host}, port {port}: {text}; choose another address": (
        "无法在 {host} 端口 {port} 上监听：{text}；请另选地址"
    ),
}

TEXTS: Final = {**_FRAMES, **_TRUST, **_CONNECTIONS, **_PORTS}

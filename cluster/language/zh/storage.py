"""What a party's disk says when something is wrong with it."""

from __future__ import annotations

from typing import Final

TEXTS: Final = {
    # the operating system
    "No such file or directory": "没有该文件或目录",
    "Permission denied": "权限不足",
    "Is a directory": "是目录",
    "Not a directory": "不是目录",
    "No space left on device": "磁盘空间不足",
    "Read-only file system": "文件系统为只读",
    "Input/output error": "输入输出错误",
    "{path}: no room left on the disk; free some, nothing acknowledged is lost": (
        "{path}：磁盘已满；请腾出空间，已确认的内容没有丢失"
    ),
    "{path}: no permission; give this user the directory and everything in it": (
        "{path}：权限不足；请将该目录及其全部内容授予当前用户"
    ),
    "{path} is not there; restore it, nothing is created in its place": "{path} 不存在；请恢复，系统不会自行新建",
    "{path}: {text}; look at the disk, then start the party again": "{path}：{text}；请检查磁盘，然后重新启动该机构",
    "locked by {owner}": "已被 {owner} 锁定",
    # the directory
    "{path} is not empty; open the store there, or name a new directory": (
        "{path} 不是空目录；请打开其中的存储，或指定新目录"
    ),
    "{path} is missing; restore it or name the right one, it is not re-created": (
        "{path} 缺失；请恢复或指定正确目录，系统不会重新创建"
    ),
    "{path} is empty; is its disk mounted? A store is created once, explicitly": (
        "{path} 是空目录；请检查磁盘是否已挂载。存储只能显式创建一次"
    ),
    "{path} holds no IDENTITY, so it is no store (or its creation broke off); name the right directory, or remove this one and create the store": (
        "{path} 中没有身份文件 IDENTITY，因此不是存储（或创建时中断）；请指定正确目录，或删除该目录后重新创建"
    ),
    "{path} is in use by {owner}; stop that one first": "{path} 正由 {owner} 使用；请先停止它",
    "{path}: its bytes are not those that were written; restore it from a copy": (
        "{path}：字节与写入时不同；请用副本恢复"
    ),
    "{path} belongs to market {mine}, not {yours}; name another directory": (
        "{path} 属于市场 {mine}，而非 {yours}；请指定其他目录"
    ),
    "{path} belongs to {mine}, not {yours}; name that party's directory": (
        "{path} 属于 {mine}，而非 {yours}；请指定该机构的目录"
    ),
    "{path} was opened again (generation {found}, this is {mine}); stop this process, the newer one goes on": (
        "{path} 已被再次打开（代次 {found}，本进程为 {mine}）；请停止本进程，由较新者继续"
    ),
    "{path} is closed; open it again": "{path} 已关闭；请重新打开",
    # the log
    "{path}: byte {offset} (log position {position}): {text}": (
        "{path}：第 {offset} 字节（日志位置 {position}）：{text}"
    ),
    "an entry of {size} bytes; at most {most} fit, split it": "条目为 {size} 字节，最多容纳 {most} 字节；请拆分",
    "{path} is missing: the log reached position {position} when it was last opened; restore it, or join again with a new key": (
        "{path} 缺失：上次打开时日志已到位置 {position}；请恢复，或以新密钥重新加入"
    ),
    "{path} is missing; restore it, or join again with a new key": "{path} 缺失；请恢复，或以新密钥重新加入",
    "the log ends here, but had reached position {position}": "日志在此结束，但此前已到位置 {position}",
    "nothing intact follows in this file": "本文件其后没有完好的条目",
    "entry at byte {offset}: {text}": "第 {offset} 字节处的条目：{text}",
    "the entries before are not those that were there at the last opening": "此前的条目与上次打开时不同",
    "its bytes are gone": "其字节已丢失",
    "log position {position} is not damaged; nothing to repair there": "日志位置 {position} 没有损坏，无需修复",
    "{size} bytes do not fit the {lost} lost at log position {position}; ask another peer": (
        "{size} 字节与日志位置 {position} 丢失的 {lost} 字节不符；请向其他节点索取"
    ),
    "this is not the entry lost at log position {position}; ask another peer": (
        "这不是日志位置 {position} 丢失的条目；请向其他节点索取"
    ),
    "bytes after the last entry that belong to none": "末条目之后有不属任何条目的字节",
    "bytes that belong to no entry": "不属任何条目的字节",
    "its bytes were zeroed": "其字节已被清零",
    "its checksum does not fit its bytes": "校验和与内容不符",
    "it does not follow the entry before it": "并非接续前一条目",
    "its padding is not zero": "填充字节不为零",
    "no entry begins here (its magic is wrong)": "此处没有条目起始（标识不符）",
    "its flags are unknown": "标志位未知",
    "it says position {position}": "所载位置为 {position}",
    "it says {size} bytes of data, more than the segment has left": "所载数据为 {size} 字节，超出本段剩余空间",
    "a seal holds no data": "封条不应含有数据",
    "had reached position": "此前已到位置",
    # snapshots, volumes of history
    "it is number {number} under another name": "它是第 {number} 号，文件名不符",
    "it has no part {part}": "缺少组成部分 {part}",
    "part {part} is not as it was written": "组成部分 {part} 与写入时不同",
    "bytes after the last part": "末尾部分之后有多余字节",
    "this is not the beginning of such a file": "不是这类文件的开头",
    "its list of parts is not as it was written": "其部件清单与写入时不同",
}

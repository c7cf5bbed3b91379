"""Why a signature, a batch, a roster, a certificate or a receipt is refused, and what each step of a proof found."""

from __future__ import annotations

from typing import Final

TEXTS: Final = {
    # canonical bytes
    "{size} bytes where at most {most} are allowed; split the message": "{size} 字节，最多允许 {most} 字节；请拆分报文",
    "not a {kind}: {text}": "不是 {kind}：{text}",
    "a {kind} in a non-canonical encoding; encode it again": "{kind} 的编码不合规范；请重新编码",
    "known message": "已知报文",
    "Input data was truncated": "数据被截断",
    "MessagePack data is malformed: {text}": "MessagePack 数据格式错误：{text}",
    "trailing characters (byte {at})": "末尾有多余字节（第 {at} 字节）",
    "invalid opcode {code} (byte {at})": "无效的操作码 {code}（第 {at} 字节）",
    "Expected {expected}, got {found}": "应为 {expected}，实为 {found}",
    "Invalid value {value}": "无效的值 {value}",
    "an array of {size} elements where {count} are announced": "数组有 {size} 个元素，声明为 {count} 个",
    "element {index} of {size}": "第 {index} 个元素，共 {size} 个",
    "the first byte {byte} begins no array": "首字节 {byte} 不是数组的开头",
    "{size} bytes, {needed} are needed": "{size} 字节，需要 {needed} 字节",
    "byte {at} is {byte}, which begins no canonical value": "第 {at} 字节为 {byte}，不是规范值的开头",
    # keys
    "a public key has {size} bytes, this one {found}": "公钥应为 {size} 字节，实为 {found} 字节",
    "the key is not in canonical form; generate it with this program": "密钥不是规范形式；请用本程序生成",
    "the key is a point of small order, which would accept forged signatures": "密钥是小阶点，会接受伪造签名",
    "a key seed has 32 bytes, this one {found}": "密钥种子应为 32 字节，实为 {found} 字节",
    "private keys rest encrypted: give a password that is not empty": "私钥须加密保存：请给出非空口令",
    "the key file does not open: wrong password, or not an encrypted key file": (
        "密钥文件无法打开：口令错误，或不是加密的密钥文件"
    ),
    "the key file holds another kind of key; this market signs with Ed25519": (
        "密钥文件为其他类型的密钥；本市场使用 Ed25519 签名"
    ),
    # batches
    "batch version {version}; this program speaks version 1": "批次版本为 {version}；本程序使用版本 1",
    "the batch names another market; sign it for this one": "批次指向另一市场；请为本市场签名",
    "unknown lane {lane}": "未知通道 {lane}",
    "stream {stream}; 0 to {most} are allowed": "流号 {stream}；允许 0 至 {most}",
    "sequence {sequence} is out of range; count from 1": "序号 {sequence} 超出范围；请从 1 起编号",
    "{count} records; 1 to {most} are allowed: split the batch": "{count} 条记录；允许 1 至 {most} 条：请拆分批次",
    "{size} payload bytes; 1 to {most} are allowed: split the batch": (
        "载荷 {size} 字节；允许 1 至 {most} 字节：请拆分批次"
    ),
    "{size} bytes are not {count} records of {each} bytes": "{size} 字节不是 {count} 条每条 {each} 字节的记录",
    "institution {index} is not in the roster": "机构 {index} 不在名册中",
    "the signature is not by the key of {name}: wrong key, or altered on the way": (
        "签名并非出自 {name} 的密钥：密钥有误，或传送中被改动"
    ),
    "the payload has {size} bytes, the header says {said}": "载荷为 {size} 字节，批头所载为 {said} 字节",
    "the payload does not match the signed root: altered on the way": "载荷与已签名的根不符：传送中被改动",
    # votes
    "votes are not in ascending order of distinct validators": "投票未按验证节点升序排列，或有重复",
    "the vote of validator {validator} does not verify under the roster of epoch {epoch}": (
        "验证节点 {validator} 的投票未通过第 {epoch} 期名册的验签"
    ),
    "valid votes weigh {weight}; a quorum of epoch {epoch} is {quorum}": (
        "有效投票权重为 {weight}；第 {epoch} 期法定多数为 {quorum}"
    ),
    # rosters
    "a market needs a first roster; none was given": "市场须有首份名册，但未提供",
    "nothing ends before the first roster": "首份名册之前不应有结束的提交",
    "the certified result that carried this roster is missing": "缺少载有本名册的已认证结果",
    "commit {number} did not carry this roster": "提交 {number} 并未载有本名册",
    "a roster begins after the one before it": "名册须在前一名册之后开始",
    "the rule {name} is {value}; 1 to {most} are allowed": "规则 {name} 为 {value}；允许 1 至 {most}",
    "{count} validators; {least} to {most} are allowed": "验证节点 {count} 个；允许 {least} 至 {most} 个",
    "validator {name} has weight {weight}; 1 to {most} are allowed": (
        "验证节点 {name} 的权重为 {weight}；允许 1 至 {most}"
    ),
    "{count} institutions; at most {most} are allowed": "机构 {count} 家；最多允许 {most} 家",
    "institution {name} has index {index}, its place is {place}": "机构 {name} 的编号为 {index}，所在位置为 {place}",
    "institution {name} has the unknown role {role}; roles are {roles}": (
        "机构 {name} 的角色 {role} 未知；角色有 {roles}"
    ),
    "two {text_kind}s share a name": "有两个{text_kind}同名",
    "two {text_kind}s share a key": "有两个{text_kind}使用同一密钥",
    "validator": "验证节点",
    "institution": "机构",
    "governor": "治理委员",
    "validator {name}: {text}": "验证节点 {name}：{text}",
    "institution {name}: {text}": "机构 {name}：{text}",
    "governor {name}: {text}": "治理委员 {name}：{text}",
    "{needed} of {count} governors needed": "{count} 名治理委员中需 {needed} 名",
    "a market has at most one central bank": "一个市场至多一家中央银行",
    "two parties share a transport certificate": "两个机构使用同一传输证书",
    "a first roster has epoch 0 and names nothing before it": "首份名册的期号为 0，且不指向更早的名册",
    "epoch {epoch} cannot follow epoch {last}; the roster is stale": "第 {epoch} 期不能接续第 {last} 期；名册已过时",
    "the roster does not name the one in force as its predecessor; make it anew from that one": (
        "名册未以现行名册为前一名册；请以现行名册为基础重新编制"
    ),
    "institution {name} was {old} and cannot become {new}": "机构 {name} 原为 {old}，不能变更为 {new}",
    "institutions leave by losing their roles, never by being removed": "机构退出以取消角色的方式进行，不得从名册删除",
    "{count} valid governors' signatures; {needed} are needed": "有效治理签名 {count} 个；需要 {needed} 个",
    "a transport certificate of {size} bytes; at most {most} are allowed": (
        "传输证书为 {size} 字节；最多允许 {most} 字节"
    ),
    "the transport certificate is of another kind; make one for an Ed25519 key with this program": (
        "传输证书类型不符；请用本程序为 Ed25519 密钥制作"
    ),
    "the transport certificate cannot be read or is not signed by its own key ({problem}); make it anew": (
        "传输证书无法读取，或并非自签名（{problem}）；请重新制作"
    ),
    "the transport certificate could issue others; make one that cannot, with this program": (
        "传输证书可签发其他证书；请用本程序制作不可签发的证书"
    ),
    "its transport key also signs on the ledger; make a key for transport alone": (
        "其传输密钥同时用于账本签名；请另制专用传输密钥"
    ),
    # steps of a proof
    "file": "文件",
    "market": "市场",
    "roster": "名册",
    "instruction signed": "指令签名",
    "record in batch": "记录属于批次",
    "outcome of this record": "本记录的结果",
    "outcome in result": "结果已计入提交",
    "quorum signed": "法定多数签名",
    "market {market}": "市场 {market}",
    "the receipt, the rosters and the market you trust differ": "回单、名册与您信任的市场不一致",
    "no roster of epoch {epoch} was in force at commit {number}": "提交 {number} 时没有生效的第 {epoch} 期名册",
    "epoch {epoch} was in force at commit {number}": "提交 {number} 时第 {epoch} 期名册生效",
    "institution {institution}, stream {stream}, sequence {sequence}": (
        "机构 {institution}，流号 {stream}，序号 {sequence}"
    ),
    "status {status}": "状态码 {status}",
    "the outcome is not under the certified root": "结果不在已认证的根之下",
    "leaf {leaf} of {leaves} of commit {number}": "提交 {number} 的第 {leaf} 个结果页，共 {leaves} 个",
    "no roster to check the votes against": "没有可据以核验投票的名册",
    "{count} votes": "{count} 票",
    "the outcome {status} is that of a command, and no command stands at place {place}": (
        "结果 {status} 属于业务命令，而位置 {place} 没有命令"
    ),
    "the payload is no list of {count} commands": "载荷不是 {count} 条命令",
    "{text_kind} {record} is bytes {first} to {end} of the payload, in {text_pages}": (
        "{text_kind} {record} 为载荷的第 {first} 至 {end} 字节，位于{text_pages}"
    ),
    "record": "记录",
    "command": "命令",
    "page {first}": "第 {first} 页",
    "pages {first} to {end}": "第 {first} 至 {end} 页",
    "record {record} of a batch of {count}": "批次共 {count} 条，却指第 {record} 条",
    "{size} bytes from page {first} on are not in a payload of {payload}": (
        "自第 {first} 页起的 {size} 字节不在 {payload} 字节的载荷之内"
    ),
    "the pages have {size} bytes, and only the last page of a payload is short": (
        "所附各页共 {size} 字节；载荷中只有末页可以不满"
    ),
    "the pages are not under the signed payload root": "所附各页不在已签名的载荷根之下",
    "record {record} is shown by {count} pages from page {first} on, not by {found} from page {other} on": (
        "记录 {record} 应由自第 {first} 页起的 {count} 页证明，而非自第 {other} 页起的 {found} 页"
    ),
    "leaf {leaf} of {leaves}": "第 {leaf} 个叶，共 {leaves} 个",
    "leaves {first} to {end} of {leaves}": "第 {first} 至 {end} 个叶，共 {leaves} 个",
    "the outcome is that of another batch": "结果属于另一批次",
    "the leaf holds no outcome of this record": "结果页中没有本记录的结果",
}

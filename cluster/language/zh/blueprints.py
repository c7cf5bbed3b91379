"""What may be wrong with a blueprint, the YAML of a market."""

from __future__ import annotations

from typing import Final

TEXTS: Final = {
    "no blueprint {name}; built in: {names}. Or name a .yaml file": "没有蓝图 {name}；内置蓝图：{names}。也可指定 .yaml 文件",
    "{path}: {text}; check the path and its permissions": "{path}：{text}；请核对路径及其权限",
    "{path} is not UTF-8 text; save it as UTF-8": "{path} 不是 UTF-8 文本；请另存为 UTF-8",
    "{path}, line {line}: {text}": "{path} 第 {line} 行：{text}",
    "{needed} of {count} governors; name from 1 to all of them": "{count} 名治理委员中需 {needed} 名；请给出 1 至全部人数",
    "no rule {name}; rules are {names}": "没有规则 {name}；规则有 {names}",
    "{name} is {value}; give at least 1": "{name} 为 {value}；至少为 1",
    "{name} cannot name a directory; use letters, digits, - and _": (
        "{name} 不能用作目录名；请使用字母、数字、- 与 _"
    ),
    "the name {name} is taken already; every node and institution needs its own": (
        "名称 {name} 已被占用；每个节点与机构须各有名称"
    ),
    "{count} nodes; {least} to {most} are needed to bear a faulty one": (
        "节点 {count} 个；须有 {least} 至 {most} 个才能承受一个故障节点"
    ),
    "{room} is {value}; give {least} to {most} bytes": "{room} 为 {value}；请给出 {least} 至 {most} 字节",
    "weight {weight}; give 1 to {most}": "权重 {weight}；请给出 1 至 {most}",
    "no role {role}; roles are {roles}": "没有角色 {role}；角色有 {roles}",
    "{name} has no role; give one of {roles}": "{name} 没有角色；请给出其中之一：{roles}",
    "no node {name}; nodes are {names}": "没有节点 {name}；节点有 {names}",
    "central banks: {names}; a market has exactly one, the root of its money": (
        "中央银行：{names}；一个市场有且仅有一家，为其资金之根"
    ),
    "no institution has the role {role}; a market needs one": "没有机构担任角色 {role}；市场须有一家",
    "no money; name at least one asset that the central bank issues": "没有资金；请至少列出一种由中央银行发行的资金",
    "asset number {asset}; give 1 to 65535": "资产编号 {asset}；请给出 1 至 65535",
    "the code {code} has no 1 to 32 bytes; shorten it": "代码 {code} 的长度不在 1 至 32 字节之间；请缩短",
    "{name} is used twice; every money has its own number and code": "{name} 重复使用；每种资金须有各自的编号与代码",
    "it cannot be read": "无法读取",
    "{place}: not YAML: {text}; mind indentation and quotes": "{place}：不是 YAML：{text}；请注意缩进与引号",
    "{value} where the fields of a {kind} are expected": "此处应为 {kind} 的各字段，却是 {value}",
    "unknown field {name}; fields are {names}": "未知字段 {name}；字段有 {names}",
    "the field {name} is missing; add it": "缺少字段 {name}；请补上",
    "{name} is {value}: {text}; correct it": "{name} 为 {value}：{text}；请更正",
    "expected `{wanted}`, got `{found}`": "应为 {wanted}，实为 {found}",
}

"""Chinese of files of rows: bonds, holdings, and what all files share."""

from __future__ import annotations

TEXTS = {
    "the file is no CSV in UTF-8; save it as one": "文件不是 UTF-8 编码的 CSV；请另存为该格式",
    "the file has {rows} rows; give it 1 to {most}": "文件有 {rows} 行；应为 1 至 {most} 行",
    "the row has more cells than there are columns; put a value with a comma in quotes": (
        "该行的单元格多于列数；含逗号的值请加引号"
    ),
    "{text!r} is negative; write 0 or more": "{text!r} 为负数；请填写 0 或以上的数",
    "line {first} has this account and bond too; write their sum in one row": (
        "第 {first} 行已有该账户与债券；请合并为一行"
    ),
    "account {account} is kept by another institution; issue to an account kept here": (
        "账户 {account} 由其他机构管理；请发行至本机构管理的账户"
    ),
    "lines 2 to {line} are issued already; take them out before the file is read again": (
        "第 2 至 {line} 行已发行；请删除这些行后再读取文件"
    ),
    "the unit of {code} is ¥{unit}; write that, or leave it empty": "{code} 的单位面值为 ¥{unit}；请照此填写或留空",
    "{code} is registered under {number}; write that, or leave it empty": (
        "{code} 登记的编号为 {number}；请照此填写或留空"
    ),
    "listed is {text!r}; write yes or no": "listed 为 {text!r}；请填写 yes 或 no",
    "the bond is listed already; write yes": "该债券已上市；请填写 yes",
    "{name} {value} stands in line {first} already; give another": "{name} {value} 已出现在第 {first} 行；请更换",
    "{text!r} is not known; write one of {known}": "{text!r} 无法识别；请填写以下之一：{known}",
}

"""Chinese of trading: files of deals."""

from __future__ import annotations

TEXTS = {
    "{isin} does not live on {day}": "{isin} 在 {day} 不在存续期内",
    "{rows} rows of the file have {errors} errors; they stand in {path}": (
        "文件中有 {rows} 行存在 {errors} 处错误；详见 {path}"
    ),
    "the column {name} is missing; add it": "缺少列 {name}；请补充",
    "the file has no rows; give the columns {columns} and a row a deal": (
        "文件没有数据行；请给出列 {columns}，每行一笔成交"
    ),
    "{rows} rows; a file has {most} at most: split it": "共 {rows} 行；单个文件最多 {most} 行，请拆分",
    "{text!r} is more than the ledger counts; write less than 2^62": "{text!r} 超出账本计数范围；请写小于 2^62 的数",
    "{text!r} is not the number of a member; write digits": "{text!r} 不是成员编号；请填写数字",
}

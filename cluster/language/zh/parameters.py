"""Chinese of parameters: units and sources. What each one is stands in both languages beside its number."""

from __future__ import annotations

TEXTS = {
    "0 none, 1 bilateral, 2 multilateral": "0 无、1 双边、2 多边",
    "0.0001 yuan per 100": "每百元 0.0001 元",
    "0.01 basis points of the value a business date": "每营业日按金额的 0.01 个基点",
    "bids": "投标笔数",
    "bit c - 1 for class c": "类别 c 对应第 c - 1 位",
    "business dates": "营业日",
    "business days": "工作日",
    "calendar days": "自然日",
    "fen": "分",
    "millionths": "百万分之一",
    "minutes": "分钟",
    "model": "模式",
    "no or yes": "否或是",
    "regulators": "监管部门数",
    "second of the day, UTC+8": "当日秒数（东八区）",
    "seconds": "秒",
    "units": "单位数量",
    "BIS, Delivery versus payment in securities settlement systems, 1992": (
        "国际清算银行《证券结算系统中的券款对付》（1992）"
    ),
    "form after CSDR, delegated regulation (EU) 2017/389 (0.10 basis points for sovereign bonds); default none [P]": (
        "形式参照 CSDR 授权条例 (EU) 2017/389（主权债券 0.10 个基点）；默认不收取 [P]"
    ),
    "set by the platform; no published rule confirms the default [P]": "由平台设定；默认值未经公开规则确认 [P]",
    "practice of the depositories: the last business day before payment": "登记结算机构惯例：付款日前一营业日",
    "rules of the interbank market and the exchanges, 2020-2022": "银行间市场与交易所规则（2020—2022）",
    "not confirmed by a rule's own text [P]": "未经规则原文确认 [P]",
    "notice 2020 No. 7 of the People's Bank and the CSRC": "中国人民银行、证监会公告〔2020〕第7号",
    "the project's own": "本项目自定",
}

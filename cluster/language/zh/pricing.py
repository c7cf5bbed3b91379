"""What may be wrong with a question about prices; the words of a trade ticket."""

from __future__ import annotations

from typing import Final

_TICKET: Final = {
    "Interbank": "银行间",
    "Exchange": "交易所",
    "Accrued interest": "应计利息",
    "Full price": "全价",
    "Cash": "结算金额",
    "Yield": "到期收益率",
}
_VALUES: Final = {
    "pricing needs QuantLib, which is not installed: pip install 'lianjie[pricing]'": (
        "定价需要 QuantLib，尚未安装：pip install 'lianjie[pricing]'"
    ),
    "{day} is not within 1902 to 2198, the years that can be counted": "{day} 不在可计算的年份 1902 至 2198 之内",
    "the {text_what} {value} is not a number; write it like 98.5": "{text_what} {value} 不是数字；写法如 98.5",
    "a price of {price} per 100 of face; give one above 0 and up to 1000": (
        "每百元面值价格 {price}；应大于 0 且不超过 1000"
    ),
    "the {text_what} {value} is no rate in percent of at most four decimals below 100; write it like 2.19": (
        "{text_what} {value} 不是小于 100、至多四位小数的百分比利率；写法如 2.19"
    ),
    "the issue price {value} is not a number": "发行价格 {value} 不是数字",
    "issue price": "发行价格",
    "yield": "收益率",
    "coupon rate": "票面利率",
    "margin over the index": "基本利差",
    "fixing": "定盘利率",
    "index": "基准利率",
    "notional coupon": "名义票面利率",
    "no convention {name}; there are {names}": "没有计算惯例 {name}；可选 {names}",
    "no method {name}; there are {names}": "没有曲线方法 {name}；可选 {names}",
    "no roll rule {name}; there are {names}": "没有顺延规则 {name}；可选 {names}",
    "no calendar {name}; there are {names}": "没有日历 {name}；可选 {names}",
    "a face of {face} yuan; give a positive one": "面额 {face} 元；应为正数",
}
_BONDS: Final = {
    "settlement on {day} is before {code} is dated, {dated}: choose that day or a later one": (
        "结算日 {day} 早于 {code} 的起息日 {dated}：请选择该日或之后的日期"
    ),
    "settlement on {day} is not before {code} matures, {maturity}": "结算日 {day} 不早于 {code} 的到期日 {maturity}",
    "{code}: sold at {price} per 100; a discount bond is sold at 100 or below": (
        "{code}：每百元面值发行价 {price}；贴现债券应以 100 元或以下发行"
    ),
    "{code}: its rate is {rate} millionths; give a positive one": "{code}：利率为百万分之 {rate}；应为正数",
    "{code} pays no fixed coupon: it has no conversion factor": "{code} 不支付固定利息：没有转换因子",
    "{code} cannot be delivered in month {month} of {year}: choose one of its life": (
        "{code} 不能在 {year} 年 {month} 月交割：请选择其存续期内的月份"
    ),
    "{code}: a price of {price} on {day} gives no yield between -90 and 1000 %; check the price": (
        "{code}：{day} 的价格 {price} 没有介于 -90% 与 1000% 的收益率；请核对价格"
    ),
    "a yield of {value} %; give one between -90 and 1000": "收益率 {value}%；应介于 -90 与 1000 之间",
    "{code}: give either its clean price or its yield": "{code}：请给出净价或收益率之一",
}
_CURVES: Final = {
    "no published curve of {day}; there are those of business days from 2013-01-04 to 2016-12-31": (
        "没有 {day} 的已公布曲线；现有 2013-01-04 至 2016-12-31 的营业日曲线"
    ),
    "the curve runs from {first} to {last}; {day} is not on it: add a bond that long": (
        "曲线自 {first} 至 {last}；{day} 不在其上：请加入期限足够长的债券"
    ),
    "a rate runs forward in time: {day} is not after {start}": "利率的期间向前：{day} 不晚于 {start}",
    "{years} years with {frequency} coupons a year; give 1 or more with 1, 2 or 4": (
        "{years} 年、每年付息 {frequency} 次；应为 1 年以上、每年 1、2 或 4 次"
    ),
    "{code}: a price of {price} gives no spread; check the price": "{code}：价格 {price} 没有对应利差；请核对价格",
    "{code}: a price of {price} gives no yield; check the curve's prices": (
        "{code}：价格 {price} 没有对应收益率；请核对曲线所用价格"
    ),
    "{code} matures {maturity}, after the curve ends on {end}": "{code} 于 {maturity} 到期，晚于曲线终点 {end}",
    "no curve meets the prices of {codes} on {day}; check them": "没有曲线符合 {codes} 在 {day} 的价格；请核对",
    "the quote of {code}: {text}": "{code} 的报价：{text}",
    "{count} bonds for a {method} curve; give {wanted} or more": "{method} 曲线只有 {count} 只债券；至少需要 {wanted} 只",
    "{first} and {second} both mature {day}: a bootstrap takes one, a fitted curve both": (
        "{first} 与 {second} 同于 {day} 到期：bootstrap 只取其一，拟合曲线可取两者"
    ),
    "{code}: a weight of {weight}; give a positive one": "{code}：权重 {weight}；应为正数",
    "the trades have no column {names}; give them as the market does": "成交表缺少列 {names}；请按市场给出的格式提供",
}
_PORTFOLIOS: Final = {
    "row {row}: {text}": "第 {row} 行：{text}",
    "no terms of a bond {code} were given; add it to the bonds": "没有给出债券 {code} 的条款；请加入债券表",
    "{code}: no face; give it in yuan": "{code}：没有面额；请以元给出",
}

TEXTS: Final = _TICKET | _VALUES | _BONDS | _CURVES | _PORTFOLIOS

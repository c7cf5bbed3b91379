"""Chinese of settlement's client and files."""

TEXTS = {
    "side {side!r}; say 'deliver' or 'receive'": "方向 {side!r} 无效；请写 'deliver' 或 'receive'",
    "method {method!r}; say 'bilateral' or 'multilateral', or settle the best set": "方法 {method!r} 无效；请写 'bilateral' 或 'multilateral'，或结算最优组合",
    "{rows} rows; a file of instructions has 1 to {most}": "共 {rows} 行；指令文件须为 1 至 {most} 行",
    "line {first} has this reference too; give another": "第 {first} 行已使用该参考号；请更换",
    "{text!r} is no number; write digits": "{text!r} 不是数字；请填写数字",
    "the priority {text!r} is not known; write normal or high": "优先级 {text!r} 无效；请填写 normal 或 high",
}

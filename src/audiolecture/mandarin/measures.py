"""What numbers are counted in: unit symbols, currencies, and the classifiers that take 两."""

from __future__ import annotations

from audiolecture.mandarin.rules.base import alternatives, words

_PREFIXED = {
    "m": ("米", "k:公里 c:厘米 d:分米 m:毫米 μ:微米 n:纳米"),
    "g": ("克", "k:千克 m:毫克 μ:微克"),
    "L": ("升", "m:毫升 μ:微升 d:分升"),
    "s": ("秒", "m:毫秒 μ:微秒 n:纳秒"),
    "Hz": ("赫兹", "k:千赫兹 M:兆赫兹 G:吉赫兹 T:太赫兹"),
    "W": ("瓦", "k:千瓦 M:兆瓦 G:吉瓦 m:毫瓦"),
    "Wh": ("瓦时", "k:千瓦时 M:兆瓦时 G:吉瓦时 T:太瓦时"),
    "V": ("伏", "k:千伏 m:毫伏"),
    "A": ("安", "m:毫安"),
    "Ah": ("安时", "m:毫安时"),
    "Pa": ("帕", "k:千帕 M:兆帕 G:吉帕 h:百帕"),
    "N": ("牛", "k:千牛 M:兆牛"),
    "J": ("焦", "k:千焦 M:兆焦"),
    "cal": ("卡", "k:千卡"),
    "eV": ("电子伏", "k:千电子伏 M:兆电子伏"),
    "mol": ("摩尔", "m:毫摩尔 μ:微摩尔"),
    "bps": ("比特每秒", "k:千比特每秒 M:兆比特每秒 G:吉比特每秒"),
    "Ω": ("欧姆", "k:千欧 M:兆欧"),
    "Sv": ("希沃特", "m:毫希沃特 μ:微希沃特"),
    "Bq": ("贝可", "k:千贝可 M:兆贝可"),
}

_OTHER = {
    "t": "吨",
    "h": "小时",
    "hr": "小时",
    "min": "分钟",
    "sec": "秒",
    "l": "升",
    "ml": "毫升",
    "dl": "分升",
    "ha": "公顷",
    "dB": "分贝",
    "db": "分贝",
    "v": "伏",
    "lm": "流明",
    "lx": "勒克斯",
    "rpm": "转每分钟",
    "r/min": "转每分钟",
    "r/s": "转每秒",
    "ppm": "ppm",
    "pct": "个百分点",
    "pp": "个百分点",
    "mmHg": "毫米汞柱",
    "kgf": "千克力",
    "ft": "英尺",
    "inch": "英寸",
    "lb": "磅",
    "oz": "盎司",
    "m/s²": "米每二次方秒",
    "U/L": "单位每升",
    "IU/L": "国际单位每升",
    "IU/mL": "国际单位每毫升",
    "km²": "平方公里",
    "m²": "平方米",
    "cm²": "平方厘米",
    "mm²": "平方毫米",
    "dm²": "平方分米",
    "hm²": "公顷",
    "m³": "立方米",
    "cm³": "立方厘米",
    "mm³": "立方毫米",
    "dm³": "立方分米",
    "km³": "立方公里",
    "cc": "毫升",
    "°C": "摄氏度",
    "℃": "摄氏度",
    "°F": "华氏度",
    "℉": "华氏度",
    "°": "度",
    "º": "度",
    "º C": "摄氏度",
    "KM": "公里",
    "Km": "公里",
    "KG": "千克",
    "Kg": "千克",
    "CM": "厘米",
    "MM": "毫米",
    "ML": "毫升",
    "MG": "毫克",
    "KW": "千瓦",
    "kw": "千瓦",
    "Kw": "千瓦",
    "KWh": "千瓦时",
    "kwh": "千瓦时",
    "KWH": "千瓦时",
    "HZ": "赫兹",
    "hz": "赫兹",
    "KHz": "千赫兹",
    "Mpa": "兆帕",
    "KPa": "千帕",
    "KV": "千伏",
    "kv": "千伏",
    "mah": "毫安时",
    "Mbit/s": "兆比特每秒",
}


def _spelled_out() -> dict[str, str]:
    units = dict(_OTHER)
    for symbol, (name, prefixes) in _PREFIXED.items():
        # 5A is a class of scenic spots more often than a current.
        if symbol != "A":
            units[symbol] = name
        for pair in prefixes.split():
            prefix, prefixed = pair.split(":")
            units[prefix + symbol] = prefixed
    return units | {symbol.replace("h", "·h"): units[symbol] for symbol in ("kWh", "mAh")}


def _variants(units: dict[str, str]) -> dict[str, str]:
    """The ways one symbol is typed: µ and μ and u, m2 and m^2 and m² and ㎡."""
    typed = dict(units)
    for symbol, name in units.items():
        if "μ" in symbol:
            typed[symbol.replace("μ", "µ")] = name
        for power, digit in (("²", "2"), ("³", "3")):
            if symbol.endswith(power):
                typed[symbol[:-1] + digit] = typed[symbol[:-1] + "^" + digit] = name
    return typed


SQUARE = {
    "㎡": "平方米",
    "㎥": "立方米",
    "㎞": "公里",
    "㎝": "厘米",
    "㎜": "毫米",
    "㎎": "毫克",
    "㎏": "千克",
    "㏄": "毫升",
    "㎢": "平方公里",
    "㎠": "平方厘米",
    "㎟": "平方毫米",
    "㎤": "立方厘米",
    "㎣": "立方毫米",
    "㎦": "立方公里",
    "㍸": "平方分米",
    "㍹": "立方分米",
    "㎨": "米每二次方秒",
    "㎯": "弧度每二次方秒",
    "㎛": "微米",
    "㎚": "纳米",
    "㎖": "毫升",
    "㎗": "分升",
    "ℓ": "升",
    "㎐": "赫兹",
    "㎑": "千赫兹",
    "㎒": "兆赫兹",
    "㎓": "吉赫兹",
    "㎾": "千瓦",
    "㎿": "兆瓦",
    "㏀": "千欧",
    "㎪": "千帕",
    "㎫": "兆帕",
    "㎧": "米每秒",
    "℃": "摄氏度",
    "℉": "华氏度",
}
"""One-character unit symbols: read wherever they stand, for nothing else can be meant."""

UNITS = _variants(_spelled_out()) | SQUARE

HAN_UNITS = words(
    "元 块 角 分 美元 欧元 英镑 日元 韩元 港元 港币 人民币 卢布 克 千克 公斤 斤 毫克 微克 纳克 "
    "吨 升 毫升 微升 米 公里 千米 分米 厘米 毫米 微米 平方米 平方公里 平方千米 平方分米 "
    "平方厘米 平方毫米 立方米 立方分米 立方厘米 立方毫米 平米 平 亩 公顷 人 人次 次 户 个 台 辆 "
    "套 件 张 本 度 瓦 千瓦 千瓦时 焦 焦耳 千焦 卡 千卡 大卡 帕 千帕 兆帕 摩尔 毫摩尔 单位 "
    "国际单位 桶 盎司 股 片 支 盒 瓶 转 帧 字 条 吨标准煤 小时 分钟 秒 毫秒 天 日 周 月 年 季度 "
    "学期 节 课时 间 床 票 份 门 家 位 名 只 头 羽 盆 棵 株 袋 箱 兆 兆比特 比特 字节 组 班 队 "
    "车 桌 排 层"
)
"""Han units that stand on either side of the slash in 元/吨, 次/分."""


# A Latin unit must not run on into a word: 5m, not 5mA or 5men.
LATIN_UNIT = rf"(?:{alternatives([unit for unit in UNITS if unit.isascii()])})(?![A-Za-z0-9²³^])"
OTHER_UNIT = alternatives([unit for unit in UNITS if not unit.isascii()]) + r"(?![A-Za-z])"
UNIT = rf"(?:(?:{OTHER_UNIT})|{LATIN_UNIT})"
PER = rf"(?:{alternatives(HAN_UNITS)})"

CURRENCIES = {
    "¥": "元",
    "￥": "元",
    "RMB": "元",
    "CNY": "元",
    "$": "美元",
    "US$": "美元",
    "USD": "美元",
    "€": "欧元",
    "EUR": "欧元",
    "£": "英镑",
    "￡": "英镑",
    "GBP": "英镑",
    "₩": "韩元",
    "JPY": "日元",
    "HK$": "港元",
    "HKD": "港元",
    "NT$": "新台币",
    "A$": "澳元",
    "AUD": "澳元",
    "C$": "加元",
    "CAD": "加元",
    "S$": "新加坡元",
    "₽": "卢布",
    "₹": "卢比",
    "฿": "泰铢",
    "₫": "越南盾",
    "CHF": "瑞士法郎",
}

CLASSIFIERS = words(
    "个 位 名 人 口 只 条 件 项 种 类 样 套 份 张 把 台 辆 架 艘 部 本 册 篇 首 支 枝 根 块 片 "
    "颗 粒 座 栋 幢 间 所 家 户 门 堂 节 场 次 回 趟 遍 番 顿 阵 批 组 队 群 对 双 副 排 列 串 "
    "束 堆 包 袋 箱 盒 瓶 杯 碗 盘 桶 罐 壶 道 笔 则 封 幅 面 扇 朵 棵 株 头 匹 峰 尾 枚 发 挺 "
    "具 滴 团 丝 句 段 步 层 处 国 省 市 县 区 村 州 大 者 方 侧 边 端 眼 男 女 夜 党 岸 岁 倍 成 "
    "折 代 届 轮 票 席 字 款 帧 例 宗 起 桩 顶 盏 剂 针 年 周 天 昼夜 小时 钟头 分 秒 世纪 刻钟 "
    "学期 点 时 米 千米 公里 厘米 毫米 分米 微米 纳米 里 尺 丈 寸 英里 英尺 英寸 海里 克 千克 "
    "公斤 斤 吨 升 毫升 亩 公顷 平方 立方 平米 元 角 毛 美元 欧元 英镑 日元 韩元 港元 港币 卢布 "
    "度 摄氏度 伏 瓦 千瓦 安 帕 赫兹 焦 卡 千卡 磅 盎司 加仑 光年 兆 吉瓦 字节 比特 像素 千 万 "
    "亿 百分点 学时 课时 地 乡 镇 社区 局 集 招 词 球 连胜 连冠 连败 连霸 连跌 连涨 连阳 战2胜 "
    "战全胜 手抓 手都要 手准备 院院士 弹一星 弹1星 山理论 学一做 江总督 极分化 会期间"
)
"""Words before which 2 is 两.

月, 日, 号, 楼, 级, 期, 型, 路, 班 and 两 are not among them: 二月, 二号, 二楼, 二两.
"""

# Words that begin like a classifier but take 二: 2年级, 2人转, 2分之一, 2手房, 2次元, 2把手.
NOT_COUNTED = words(
    "年级 年生 人转 人台 分之 分音符 分法 分频 手房 手车 手货 手烟 次元 次函数 次方 次项 次曲线 "
    "次型 次创业 次污染 次供水 次加工 把手 大队 级市 项式 元论 元方程 元结构 元二次 元一次 "
    "元函数 年期 度烧伤 层楼 点钟方向 里沟 道贩子 代身份证 部曲 线城市 等座 等功 等奖 市区线 "
    "方面军 者择一 者必居 地块 地号 集团 局长 招生 球员"
)

CLASSIFIER = rf"(?!{alternatives(NOT_COUNTED)})(?:{alternatives(CLASSIFIERS)})"

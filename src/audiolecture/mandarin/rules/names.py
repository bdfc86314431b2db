"""Telephone numbers, ids, versions and models: numbers that name rather than count."""

from __future__ import annotations

import re
from re import Match

from audiolecture.mandarin.measures import CLASSIFIER
from audiolecture.mandarin.numbers import cardinal, number, spell, spell_phone
from audiolecture.mandarin.rules.base import DASH, DIGIT, LATIN, Rule


def _phone(match: Match[str]) -> str:
    words = spell_phone(re.sub(r"[-–—\s()（）]", "", match[0]))
    return words.replace("+", "加")


def _id(match: Match[str]) -> str:
    return spell(match[0].replace("-", "").replace(" ", ""))


def _slashed(match: Match[str]) -> str:
    return "/".join(map(model_number, match[0].split("/")))


def model_number(digits: str) -> str:
    """The number of a model: C919 -> 九一九, H20 -> 二十, TOP500 -> 五百, A320 -> 三二零."""
    if digits[0] == "0" or (len(digits) > 2 and not re.fullmatch(r"[1-9]00|[1-9]0{3,}", digits)):  # noqa: PLR2004
        return spell(digits)
    return cardinal(digits)


def decimal_number(written: str) -> str:
    """A version or size: 2.0 -> 二点零, 3.1.2 -> 三点一点二, 3.10.2 -> 三点十点二."""
    first, *others = written.split(".")
    if len(others) == 1:
        return model_number(first) + "点" + spell(others[0])
    return "点".join([model_number(first), *map(model_number, others)])


_NUMBERS = re.compile(r"(?<=[A-Za-z])[-‐‑](?=\d)|\d+(?:\.\d+)*")


def _model(match: Match[str]) -> str:
    """Latin letters stay, numbers between them are read, the hyphen before a number is silent."""
    return _NUMBERS.sub(lambda n: decimal_number(n[0]) if n[0][0].isdigit() else "", match[0])


def _top(match: Match[str]) -> str:
    return match[1] + cardinal(match[2])


def _weapon(match: Match[str]) -> str:
    return model_number(match[1])


def _with_letters(match: Match[str]) -> str:
    """5G, 100M, 052D."""
    return decimal_number(match[1]) if match[1][0] == "0" else number(match[1])


_PHONE_BEFORE = (
    r"(?:电话|手机|座机|热线|传真|联系方式|客服|拨打|致电|联系人|短信|Tel|TEL|tel|号码)"
    r"(?:号码|号|是|为|：|:|\.|\s){0,3}"
)
_ID_BEFORE = (
    r"(?:QQ|qq|编号|邮编|邮政编码|密码|口令|验证码|证号|学号|工号|代码|账号|帐号|账户|卡号|房号|尾号|代号|门牌号|股票代码|"
    r"群号|QQ群|微信号?|身份证|序列号|批号|批准文号|文号|单号|订单号|车牌|车牌号|航班|航班号|车次|流水号|条码|书号|刊号|"
    r"番号|型号|专利号|注册号|许可证号|[京沪津渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z]·?)"
    r"(?:号码|号|是|为|：|:|\s){0,3}"
)

# Han names of models that a hyphen joins to their number, and those that stand right before it.
_MODEL_HAN = (
    r"(?:歼轰?|运|轰|直|强|教|初教|歼教|空警|警|翼龙|彩虹|攻击|无侦|东风|巨浪|红旗|鹰击|霹雳|长剑|海鹰|长征|神舟|嫦娥|天宫|天问|"
    r"北斗|风云|玉兔|天舟|快舟|朱雀|力箭|引力|谷神星|伊尔|图|米格?|苏|安|卡|雅克|波音|空客|麦道|阵风|幻影|阿波罗|猎鹰|联盟|"
    r"伽利略|旅行者|萨姆|飞毛腿|尼米兹|福特|辽宁|型号|型|号|式|甲|乙|丙|丁|铀|碳|钴|铯|碘|锶|钚|氦|氘|氚|氧|钾|锂|欧米伽|维生素)"
)

PHONES = (
    Rule("phone-abroad", "phone", "+", r"\+\d{1,3}[- ]?\d{2,4}(?:[- ]?\d{3,4}){1,3}(?!\d)", _phone),
    Rule("phone-mobile", "phone", DIGIT, r"1[3-9]\d(?:[- ]?\d{4}){2}(?![\d.万亿])(?!-\d)", _phone),
    Rule(
        "phone-area",
        "phone",
        DIGIT,
        r"0\d{2,3}[-–—][1-9]\d{2,3}[- ]?\d{4}(?!\d)(?:(?:转|-)\d{1,6})?",
        _phone,
    ),
    Rule(
        "phone-area-bracketed", "phone", "(（", r"[(（]0\d{2,3}[)）]\s?[1-9]\d{6,7}(?!\d)", _phone
    ),
    Rule(
        "phone-free",
        "phone",
        DIGIT,
        r"(?:400|800)-?(?:\d{3}-?\d{4}|\d{4}-?\d{3})(?!\d)(?![万亿元人])",
        _phone,
    ),
    Rule(
        "phone-cued",
        "phone",
        DIGIT,
        r"\d{3,4}(?:[- ]?\d{3,4}){1,3}(?!\d)(?:转\d{1,6})?",
        _phone,
        before=_PHONE_BEFORE,
    ),
    Rule(
        "flat-hyphened",
        "id",
        DIGIT,
        r"(\d{1,2})-(\d{3,4})(?=室|房|寝)",
        lambda m: f"{cardinal(m[1])}杠{spell(m[2])}",
    ),
)
IDS = (
    Rule(
        "id-cued",
        "id",
        DIGIT,
        rf"\d{{2,20}}(?:-\d{{2,20}}){{0,4}}(?!\d)(?!\.\d)(?![万亿多余行元]|{CLASSIFIER})",
        _id,
        before=_ID_BEFORE,
    ),
    Rule(
        "stock",
        "id",
        DIGIT,
        r"(?:(?:60|68|00|30|43|83|87|92)\d{4}(?=[)）])|\d{5,6}(?=\.(?:SH|SZ|BJ|HK)(?![A-Za-z])))",
        _id,
        before=r"(?:^|[^\d.,])",
    ),
    Rule("id-card", "id", DIGIT, r"[1-8]\d{5}(?:19|20)\d{9}[\dXx](?!\d)", _id),
    Rule(
        "room",
        "id",
        DIGIT,
        r"(?:\d{3,4})(?!\d)(?=室|房间|教室|病房|宿舍|号房|寝室|会议室|办公室|航班)",
        _id,
    ),
    Rule(
        "flat",
        "id",
        DIGIT,
        r"\d{3,4}(?!\d)(?![.,]\d|[万亿多余个户人名位套间平㎡])",
        _id,
        before=r"(?:单元|\d[栋座幢]|号楼|[栋座幢])[-—]?\s?",
    ),
    Rule("bus", "id", DIGIT, r"[1-9]\d[1-9](?=路(?!军|线|诸侯|由|人马)|路公交|次列车|次航班)", _id),
    Rule(
        "troop",
        "id",
        DIGIT,
        r"(?:\d{3,4})(?=(?:师(?!级|范|傅|徒|资|德|哥)|旅(?!客|游|程|行|馆|店|社|途|居)|团(?!员|队|体|圆|购|结|聚|伙|长))(?!.?生|人|以|的|及))(?<!00)",
        _id,
        before=r"(?:^|[^第约共近达超过\d.])",
    ),
    Rule(
        "army-type",
        "id",
        DIGIT,
        r"(?:0\d|5[3-9]|[6-9]\d)(?=式(?!太极|拳|剑|刀|套路|动作|健身))",
        _id,
        before=r"(?:^|[^第\d.])",
    ),
    Rule(
        "model-spaced",
        "id",
        DIGIT,
        r"\d{4}(?![\d.,%℃]|\s?[\u3400-\u9fffA-Za-z])",
        _id,
        before=r"(?:^|[^A-Za-z])[A-Z]{2,5}\s",
    ),
    Rule("screen", "id", DIGIT, r"(?:480|720|1080|1440|2160|4320)(?=[pPiI](?![A-Za-z]))", _id),
    Rule(
        "plane",
        "id",
        DIGIT,
        r"\d{3}(?!\d)(?![万亿架人个台])",
        _id,
        before=r"(?:波音|空客|麦道|标致|宝马)\s?",
    ),
    Rule("slashed", "id", DIGIT, r"\d{1,8}(?:/\d{1,8}){2,8}(?!\d)", _slashed, doubtful=True),
    Rule("hyphenated", "id", DIGIT, r"\d{1,8}(?:-\d{1,8}){2,8}(?!\d)", _id, doubtful=True),
)
MODELS = (
    Rule("top", "id", LATIN, r"([Tt][Oo][Pp]\s?)(\d{1,6})(?![\d.]\d)", _top),
    Rule(
        "model-range",
        "range",
        LATIN,
        rf"([A-Z])(\d{{1,3}}){DASH}\1(\d{{1,3}})(?![\dA-Za-z.])",
        lambda m: f"{m[1]}{model_number(m[2])}到{m[1]}{model_number(m[3])}",
    ),
    Rule(
        "model",
        "id",
        LATIN,
        # Possessive, so that GDP5.2% is not taken for a model GDP5; what is counted is no model.
        r"(?![a-z]-\d)[A-Za-z]{1,24}+(?:[-‐‑]?\d{1,16}+(?:\.\d{1,6}+){0,4}+(?!\d)[A-Za-z]{0,24}+){1,8}+"
        r"(?![A-Za-z]|(?<=\d)\s?[%‰℃㎡万亿千百元多余倍])",
        _model,
    ),
    Rule(
        "codec",
        "id",
        "GHTVX",
        r"([GHTVX])\.(\d{3})(?![\d.])",
        lambda m: f"{m[1]}点{spell(m[2])}",
        before=r"(?:^|[^A-Za-z.])",
    ),
    Rule("weapon", "id", "-‐‑–—", r"[-‐‑–—](\d{1,4})(?![\d.%℃])", _weapon, before=_MODEL_HAN),
    Rule(
        "joined",
        "id",
        "-‐‑",
        r"[-‐‑](\d{1,4})(?![\d.%℃])",
        _weapon,
        before=r"[\u3400-\u9fffⅠ-ⅿ]",
        doubtful=True,
    ),
    Rule(
        "version",
        "id",
        DIGIT,
        r"()(\d{1,4}(?:\.\d{1,4}){2,5})(?!\d)",
        lambda m: decimal_number(m[2]),
    ),
    Rule(
        "number-of-letters",
        "id",
        DIGIT,
        r"(\d{1,4}(?:\.\d{1,4})?)(?=[A-Za-z])(?!\d)",
        _with_letters,
    ),
)

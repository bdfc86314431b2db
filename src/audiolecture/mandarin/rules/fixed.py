"""Expressions whose numbers are names: said one way only, whatever the rules would make of them."""

from __future__ import annotations

from re import Match

from audiolecture.mandarin.numbers import cardinal, spell, spell_phone
from audiolecture.mandarin.rules.base import DAY, DIGIT, MONTH, Rule, alternatives, words

# A date that names an event by its digits: 9·11 事件, 3.15晚会, 12.9运动.
_EVENT = alternatives(
    words(
        "事件 事变 运动 惨案 起义 会议 讲话 重要讲话 晚会 大地震 特大地震 地震 空难 大案 专案 "
        "案件 特大 国家公祭 公祭 宪法日 政变 兵变 暴动 革命 阅兵 消防 战役 抗战 爆炸 火灾 事故 "
        "洪水 矿难 恐怖 恐袭 消费者 维权 烈士 国防 大捷 淞沪 指示 批示 通知 谈话 宣言 声明 护国 "
        "建党 建军 劳动节 青年节 儿童节 妇女节 教师节 购物 大促 购物节 电商 禁毒 全民国家安全 "
        "国家安全 汶川 雅安 枪击 大火 惨剧 海啸 大检查 特大暴雨 精神 纪念 大会战 "
        "大阅兵 暴恐 打砸抢 读书日 水日 地球日 环境日 无烟日 扶贫日"
    )
)

_HOLIDAY = alternatives(
    words("国庆 黄金周 假期 长假 小长假 放假 劳动节 建军节 儿童节 妇女节 青年节 教师节")
)

# Numbers to dial that need no cue before them: 110报警, 12345热线.
_SERVICE = alternatives(
    words(
        "报警 报警电话 指挥中心 接警 出警 民警 警情 急救 急救电话 急救车 救护车 警车 火警 火警电话 "
        "消防 热线 服务热线 政务 政务服务 市民 市民热线 平台热线 举报 客服 电话 专线 短号"
    )
)

_COUNTED = (
    r"(?!\d)(?![.,:]\d)(?!\s?[%‰℃㎡a-zA-Z°])(?![万亿千百多余个位名人次米元克吨岁年月日天号种件条台辆页分秒斤里公平立亩度倍家座艘架头只根张本部篇首支块颗粒栋幢间群届]"
    r"|[-–—~至到]\d|厘米|毫米|小时)"
)

_DIAL = rf"(?:11[0249]|12[02]|12\d{{3}}|100\d\d|95\d{{3}}|96\d{{3,4}}){_COUNTED}"

# Known by everybody as they are dialled.
_KNOWN = (
    r"(?:10086|10010|12306|12315|12320|12333|12348|12358|12366|12369|12377|12380|12388|955[1-9]\d)"
    + _COUNTED
)
# Firms and services that are called by their digits.
_BRAND = (
    r"(?:360(?=安全|杀毒|浏览器|公司|集团|搜索|软件)|58(?=同城|到家)|(?:163|126|139|189)(?=邮箱)|"
    r"4399(?=小?游戏|网)|1688(?=网|平台|批发)|51(?=单片机|Talk|信用卡))"
)

_EMERGENCY = r"(?:110|119|120|122)"

_CALL = (
    r"(?:拨打|拨|热线|电话|致电|报警|急救|火警|打|客服|举报|专线|短号|呼叫)"
    r"(?:号码|服务|了|过|：|:|为|是|“|\s){0,3}(?:1\d{2,4}[^，。；！？\d]{0,8}[、，,和或及与/]\s?){0,3}[“\"]?"
)


def _event_digits(match: Match[str]) -> str:
    """九一一, 三一五, 一二九: digit by digit, but 十 alone for October."""
    month, day = match[1].lstrip("0"), match[2].lstrip("0")
    if month == day == "11":
        return "双十一"
    return ("十" if month == "10" else spell(month)) + ("十" if day == "10" else spell(day))


def _spelled(match: Match[str]) -> str:
    return spell(match[0])


def _dialled(match: Match[str]) -> str:
    return spell_phone(match[0])


RULES = (
    Rule(
        "day-and-night",
        "fixed",
        DIGIT,
        r"(7|24)\s?[×xX*✕]\s?(24|7)(?!\d)",
        lambda m: f"{cardinal(m[1])}乘{cardinal(m[2])}",
    ),
    Rule("always", "fixed", DIGIT, r"24/7(?![/\d])", lambda _: "二十四七"),
    Rule("beat", "fixed", DIGIT, r"(\d)/(\d)(?=拍)", lambda m: spell(m[2]) + spell(m[1])),
    Rule(
        "university-project",
        "fixed",
        DIGIT,
        r"(?:985|211)(?!\d)(?=[、/和与及“”\"']*(?:985|211)|[”\"'）)]?(?:工程|高校|院校|大学|名校|平台|双一流|毕业|学生|硕士|本科|博士))",
        _spelled,
    ),
    Rule(
        "university-project-second",
        "fixed",
        DIGIT,
        r"(?:985|211)(?!\d)",
        _spelled,
        before=r"(?:985|211)(?:工程|高校|大学)?[、/和与及“”\"'或]{1,3}",
    ),
    # Nobody counts 985 of anything without a word for it.
    Rule("university-project-bare", "fixed", DIGIT, rf"985{_COUNTED}", _spelled),
    Rule(
        "working-hours",
        "fixed",
        DIGIT,
        r"(?:996|007|955)(?=[”\"']?(?:工作制|加班|作息|文化|福报|的工作))",
        _spelled,
    ),
    Rule("brand", "fixed", DIGIT, _BRAND, _spelled),
    Rule("brand-behind", "fixed", DIGIT, r"365(?!\d)", _spelled, before=r"(?:Office|Microsoft)\s?"),
    Rule("brand-shop", "fixed", DIGIT, "7-11(?=便利|店|超市)", lambda _: "七十一"),
    Rule(
        "status",
        "fixed",
        DIGIT,
        r"(?:40[0-9]|50[0-5]|30[1-8])(?=\s?(?:错误|页面|状态码|报错|[Nn]ot [Ff]ound|[Ee]rror))",
        _spelled,
    ),
    Rule("event-dot", "fixed", DIGIT, rf"({MONTH})[·•‧・･∙]({DAY})", _event_digits),
    Rule(
        "event",
        "fixed",
        DIGIT,
        rf"({MONTH})[./]({DAY})(?=[”\"'’]?(?:{_EVENT}|{_HOLIDAY}))",
        _event_digits,
    ),
    Rule(
        "event-bare",
        "fixed",
        DIGIT,
        rf"(?:911|918|512|315|129|128|813|530|228|1212|77)(?=[”\"'’]?(?:{_EVENT}))",
        _spelled,
    ),
    Rule(
        "shopping-day",
        "fixed",
        DIGIT,
        r"618(?=[”\"']?(?:大促|购物|电商|活动|促销|期间|当天|前后|狂欢|年中))",
        _spelled,
    ),
    Rule(
        "shopping-day-named",
        "fixed",
        DIGIT,
        rf"618{_COUNTED}",
        _spelled,
        before=r"(?:淘宝|天猫|京东|电商|双十[一二]|双1[12])[”\"'、和与及/]{0,3}[“\"']?",
    ),
    # They sound like 我爱你 and 一生一世.
    Rule(
        "love", "fixed", DIGIT, r"(?:520|521|1314)(?=[”\"']?(?:表白|告白|情人|网络情人))", _spelled
    ),
    Rule("quoted-name", "fixed", DIGIT, r"(?:618|520|1314)(?=”)", _spelled, before="“"),
    Rule(
        "state-plan",
        "fixed",
        DIGIT,
        r"\d{3,4}(?=[”\"']?(?:计划|工程|部队|医院|国道|省道|专项|高地|会议|任务|艺术区|厂(?![家商区房矿长])))(?<!0)",
        _spelled,
    ),
    Rule(
        "service-number",
        "phone",
        DIGIT,
        rf"{_DIAL}(?=[”\"']?(?:{_SERVICE}))",
        _dialled,
    ),
    Rule("service-known", "phone", DIGIT, _KNOWN, _dialled),
    Rule(
        "emergency-list",
        "phone",
        DIGIT,
        rf"{_EMERGENCY}(?!\d)(?=[、，,和或及与/]\s?{_EMERGENCY}{_COUNTED})",
        _dialled,
    ),
    Rule(
        "emergency-list-end",
        "phone",
        DIGIT,
        _EMERGENCY + _COUNTED,
        _dialled,
        before=rf"{_EMERGENCY}[、，,和或及与/]\s?",
    ),
    Rule("dialled", "phone", DIGIT, _DIAL, _dialled, before=_CALL),
)

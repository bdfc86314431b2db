"""The order of the rules: at each place of the text the first that applies wins."""

from __future__ import annotations

from audiolecture.mandarin.numbers import number
from audiolecture.mandarin.rules.base import DIGIT, NUM, Rule

RULES: tuple[Rule, ...] = (
    Rule("percent", "percent", DIGIT, rf"({NUM})%", lambda m: "百分之" + number(m[1])),
    Rule("cardinal", "cardinal", DIGIT, NUM, lambda m: number(m[0])),
)

"""The order of the rules: at each place of the text the first that applies wins."""

from __future__ import annotations

from audiolecture.mandarin.rules import (
    counting,
    dates,
    fixed,
    headings,
    names,
    protected,
    quantities,
    ranges,
    symbols,
)
from audiolecture.mandarin.rules.base import Rule

RULES: tuple[Rule, ...] = (
    *protected.RULES,
    *fixed.RULES,
    *headings.RULES,
    *names.PHONES,
    *ranges.SEASONS,
    *ranges.CUED_RATIOS,
    *dates.RULES,
    *quantities.MONEY_RANGES,
    *ranges.RULES,
    *quantities.PERCENT,
    *quantities.FRACTIONS,
    *quantities.NEGATIVE_FRACTIONS,
    *quantities.MONEY,
    *quantities.MEASURES,
    *counting.ORDINALS,
    *counting.YEARS,
    *names.IDS,
    *counting.CLASSIFIERS,
    *ranges.RATIOS,
    *symbols.OPERATORS,
    *counting.SIGNED,
    *names.MODELS,
    *symbols.LETTERS,
    *counting.CARDINALS,
)

"""The order of the rules: at each place of the text the first that applies wins.

Addresses and fixed expressions come first, then what the shape or the context makes certain
(headings, telephone numbers, seasons, scores), then dates before ranges, quantities before
ordinals, years by context, names, and last the plain numbers.
"""

from __future__ import annotations

from audiolecture.mandarin.rules import (
    counting,
    dates,
    fixed,
    headings,
    letters,
    money,
    names,
    protected,
    quantities,
    ranges,
    ratios,
    symbols,
    years,
)
from audiolecture.mandarin.rules.base import Rule

RULES: tuple[Rule, ...] = (
    *protected.RULES,
    *fixed.RULES,
    *headings.RULES,
    *names.PHONES,
    *ranges.SEASONS,
    *ratios.CUED_RATIOS,
    *dates.RULES,
    *years.RULES,
    *money.MONEY_RANGES,
    *quantities.RATES,
    *ranges.RULES,
    *quantities.PERCENT,
    *quantities.FRACTIONS,
    *quantities.NEGATIVE_FRACTIONS,
    *money.MONEY,
    *quantities.MEASURES,
    *counting.ORDINALS,
    *counting.YEARS,
    *names.IDS,
    *counting.CLASSIFIERS,
    *ratios.RATIOS,
    *symbols.OPERATORS,
    *counting.SIGNED,
    *names.MODELS,
    *letters.LETTERS,
    *counting.CARDINALS,
)

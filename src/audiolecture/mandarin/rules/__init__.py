"""The rules of normalization, by what they read; their order is in `order`.

To add one: put a `Rule` where its neighbours are (what is narrower stands first), and its rows
into ``tests/mandarin/test_normalize_rules.py``, which fails for a rule without a table. Context
goes into ``before`` and lookaheads, repetitions have a limit, and what is said holds no digit.
"""

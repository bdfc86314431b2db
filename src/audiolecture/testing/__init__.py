"""For those who write engines: a conformance suite, and utterances to feed one with.

Needs pytest only through the tests that call it.
"""

from audiolecture.testing.utterances import utterance

__all__ = ["utterance"]

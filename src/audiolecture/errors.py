"""Every exception that audiolecture raises for a failure a user can cause or mend.

::

    AudioLectureError
    ├── ConfigError          a setting or a command-line value
    ├── SourceError          the script file
    ├── LexiconError         a lexicon line or an inline mark
    ├── EngineError          speech synthesis
    │   ├── EngineUnavailable    may be retried: network, service, rate limit
    │   ├── SynthesisRefused     may not: this text or this voice is not accepted
    │   └── BadSpeech            a reply that our own checks rejected
    ├── AudioError           decoding, encoding, joining
    ├── StoreError           the clip store
    │   └── SpeechGone           an entry that was needed is not there, or is damaged
    ├── ClusterError         the machines that share the work
    └── PublishError         the output folder

One boundary in ``cli/`` prints them as ``where: message`` and a hint.
"""


class AudioLectureError(Exception):
    """A failure with the three things a person needs: what, where, and what to do.

    Args:
        message: what happened, one line, without a full stop.
        hint: what to do about it, or an empty string.
        where: a file, ``file:line``, an engine or a setting; or an empty string.
    """

    def __init__(self, message: str, *, hint: str = "", where: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.where = where

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        return f"{text} ({self.hint})" if self.hint else text


class ConfigError(AudioLectureError):
    """A setting or a command-line value that cannot be used."""


class SourceError(AudioLectureError):
    """A script that cannot be read, or has nothing to say."""


class LexiconError(AudioLectureError):
    """A lexicon line or an inline mark that cannot be used."""


class EngineError(AudioLectureError):
    """An engine that cannot speak."""


class EngineUnavailable(EngineError):  # noqa: N818 - the name says the state, as in DESIGN.md
    """The engine cannot be reached or used now; the same request may succeed later."""


class SynthesisRefused(EngineError):  # noqa: N818
    """The engine will never accept this request."""


class BadSpeech(EngineError):  # noqa: N818
    """The engine replied, but our checks rejected the reply."""


class AudioError(AudioLectureError):
    """Audio that cannot be decoded, encoded or joined."""


class StoreError(AudioLectureError):
    """The clip store cannot be read or written."""


class SpeechGone(StoreError):  # noqa: N818 - the name says the state, as those above
    """A speech that was needed is not in the store, or is damaged there."""

    def __init__(self, message: str, *, hint: str = "", where: str = "", key: str = "") -> None:
        """The same, and the key of the speech, by which a build finds what to synthesize."""
        super().__init__(message, hint=hint, where=where)
        self.key = key


class ClusterError(AudioLectureError):
    """The cluster cannot be reached, or its workers cannot do the work."""


class PublishError(AudioLectureError):
    """The output folder cannot be read or written."""

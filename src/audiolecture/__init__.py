"""Turns a Mandarin lecture script into tagged MP3 chapters; rebuilds only what an edit changed."""

__version__ = "1.0.0rc1"

"""Turns a Mandarin lecture script into tagged MP3 chapters; rebuilds only what an edit changed."""

__version__ = "0.1.0"

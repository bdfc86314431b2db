"""Renderers: a timeline in, the text of a file out. No file is touched here."""

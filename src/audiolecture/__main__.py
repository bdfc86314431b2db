"""``python -m audiolecture``."""

from audiolecture.cli import main

main()

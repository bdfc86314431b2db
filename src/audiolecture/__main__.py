"""``python -m audiolecture``."""

from audiolecture.cli import main

if __name__ == "__main__":  # the encoders' processes import this module, too
    main()

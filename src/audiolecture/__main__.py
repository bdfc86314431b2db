"""``python -m audiolecture``."""

from audiolecture.cli import main

if __name__ == "__main__":  # processes of a pool import it too
    main()

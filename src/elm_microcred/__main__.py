"""`python -m elm_microcred` is the command `elm-microcred`."""

import sys

from elm_microcred.cli import main

if __name__ == "__main__":
    sys.exit(main())

"""Run the program with ``python -m bgdetails``."""

from bgdetails.cli import main

if __name__ == "__main__":
    raise SystemExit(main())

"""`python -m tanshi`."""

from tanshi.cli.main import run

if __name__ == "__main__":
    run()

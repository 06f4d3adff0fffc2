"""`python -m tanshi`."""

from tanshi.cli.main import run

run()

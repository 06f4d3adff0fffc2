"""Benchmarks: one command each, `python -m benchmarks.NAME [--json FILE]`; peers side by side in the same run."""

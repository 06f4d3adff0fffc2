"""Yearly holiday notices of the State Council as data, one file a year."""

"""`tanshi factors …`: the factor database on the command line."""

"""`tanshi cases …`: case files on the command line."""

"""`tanshi voluntary …`: the voluntary market on the command line."""

"""`tanshi exchange …`: a session as a process of its own, and its record."""

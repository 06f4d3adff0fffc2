"""`tanshi institutions …`: books of one institution, and the messages between them."""

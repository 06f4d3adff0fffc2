"""`tanshi registry`: the books of the registry as tables or one document."""

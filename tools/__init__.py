"""Tools of the repository: reference pages, tested examples, soak."""

"""Work: tasks that follow from the books, reminders of them, review queues, comments, search, history, look-through.

Nothing here is a fact. Tasks are read from the books each time; reminders, comments and the steps of a review are kept
in tables outside the state hash; the official act itself stays a command.
"""

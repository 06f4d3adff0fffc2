"""Exchange (交易): ways of trading, the book, sessions and closing prices."""

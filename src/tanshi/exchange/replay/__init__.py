"""Somebody's own file of orders played on the matching core: what a session would have said to them."""

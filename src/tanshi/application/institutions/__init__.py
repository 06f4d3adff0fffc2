"""Institutions apart: authority, registry, exchange, voluntary registry, each on its own database and journal.

Between them pass numbered messages only. A message is a fact of the sender's journal, or the part of it that is the
receiver's business; the receiver enters it as a fact of its own and judges its acts by it. Where all share one
database there is nothing to tell, and nothing of this is used.
"""

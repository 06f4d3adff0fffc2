"""Participants (市场主体): entities and their units, authorities, service bodies, and the yearly list."""

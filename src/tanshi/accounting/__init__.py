"""Accounting (核算): emissions of firms from their records, each figure with its trace."""

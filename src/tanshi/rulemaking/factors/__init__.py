"""Factors from a proposal through test and review to publication and retirement (排放因子库)."""

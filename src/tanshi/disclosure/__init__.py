"""Disclosure (信息公开): result tables, open data, charts."""

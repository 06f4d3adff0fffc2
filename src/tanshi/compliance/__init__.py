"""Compliance (清缴履约): obligations, surrender, shortfall, penalties (法律责任)."""

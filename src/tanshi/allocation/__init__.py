"""Allocation (配额分配): plans, approved amounts, and why."""

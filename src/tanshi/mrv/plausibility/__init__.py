"""Plausibility checks (合理性检查) of monitored figures: what cannot be, what must be explained, what is worth a look.

The checks are law data (`rules/cn/checks`); here is what reads, computes and tells them. They hold nothing up: a
finding stands beside the record, and verification looks at it.
"""

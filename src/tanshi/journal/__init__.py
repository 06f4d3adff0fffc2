"""The journal (日志): facts, one lock, one order; engines, Merkle log, proofs, audit."""

from tanshi.journal.merkle import verify_consistency, verify_inclusion

__all__ = ["verify_consistency", "verify_inclusion"]

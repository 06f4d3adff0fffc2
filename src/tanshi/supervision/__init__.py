"""Case files of supervision (执法案卷): clue, inspection, notice, decision, service, payment, correction, closure.

Invariants:
  - a clue ends in a case, or in a conclusion with evidence by somebody else than who deposited it;
  - no doubt of an inspection is left without an explanation that another level checked;
  - a decision stays in the range of the text, and not above what was announced; who prepared it does not take it;
  - a case is closed when its correction is verified, its fine paid and no appeal open.
"""

"""Verification of annual reports (核查), step by step: plan, documents, site, findings, answers, conclusion, objection.

Invariants:
  - figures change only through the conclusion's changes, or an objection that is upheld;
  - no conclusion while a finding is open; none is told that was not reviewed by somebody outside the group;
  - allocation and compliance read `mrv.emission_confirmed`, and `mrv.emission_corrected` after it.
"""

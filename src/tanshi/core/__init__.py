"""Words that every room uses: exact numbers, quantities, periods, days, citations, findings, outcomes."""

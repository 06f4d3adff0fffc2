"""`tanshi draft`: the bench on which the next plan is drafted, as tables or one document."""

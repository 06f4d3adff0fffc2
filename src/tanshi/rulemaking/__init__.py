"""Making a rule: plans, scopes and parameter sets as acts, from the draft to the day they are in force (立规)."""

"""The bench on which the next plan is drafted: balance values, coefficients, benchmarks, impact. It gives nothing."""

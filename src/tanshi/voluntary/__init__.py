"""The voluntary market (自愿减排): methodologies, projects, reductions, and the registry of their units (CCER)."""

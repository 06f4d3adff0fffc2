"""Published aggregates that modelled populations and operation are drawn from, each with its source."""

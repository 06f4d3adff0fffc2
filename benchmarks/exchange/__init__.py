"""Speed of the exchange, its four figures apart: `python -m benchmarks.exchange --part core …`."""

"""tanshi (碳市): China's national carbon market as running software."""

__version__ = "0.1.0"

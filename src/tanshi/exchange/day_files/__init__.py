"""Market data of a day as files: trades, bars, depth, made of its record. What stands there everybody may see."""

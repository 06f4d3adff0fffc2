"""Opening (期初): what a market takes over when its books begin here, from documented sheets, signed by two.

A file is checked, proposed by one person and signed by another; only the signing leads to facts, and only of the very
bytes that were proposed. What is signed is taken over in parts, none of which can be changed, left out or added.
"""

"""Small shops in the clothes of public data sets and vendors' exports.

Only names of tables and columns, formats and codes are theirs, taken from their descriptions; every
value is made here. Each knows its own total, and the answers that only a shopkeeper could give.
"""

"""A second, plain recomputation of everything that is published, from the delivered files.

Written from DECISIONS.md and the descriptions of the tables, never from the queries.
"""

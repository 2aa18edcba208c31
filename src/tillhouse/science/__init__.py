"""What SQL cannot say: contact points, calling windows, clusters, coupon codes.

Pure functions, Arrow tables in and Arrow tables out: no clock, no files, no order of rows.
Only `steps.py` knows an engine.
"""

"""A REST API on a free port of this machine, which can be told what to do wrong."""

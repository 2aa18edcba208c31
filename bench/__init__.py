"""How fast the ways in are, each beside the plain engine doing the same bytes in the same run."""

"""The first way to fetch: files in a folder. Find them, look into them, read them."""

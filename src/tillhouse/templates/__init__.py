"""Files that `tillhouse init` writes from."""

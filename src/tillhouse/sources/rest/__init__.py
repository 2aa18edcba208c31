"""Tables that come page by page from a REST API."""

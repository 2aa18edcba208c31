"""What each table promises: read from the YAML beside its model, checked, and shown as a page."""

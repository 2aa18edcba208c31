"""Source systems: what each delivers, and how a delivery becomes rows of bronze."""

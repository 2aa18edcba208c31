"""`python -m tillhouse`."""

from tillhouse.cli import main

main()

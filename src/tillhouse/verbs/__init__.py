"""The verbs of the command line, one module each; `tillhouse.cli` imports the one that is used."""

"""How the tables of the default experiment are made, one module per subject."""

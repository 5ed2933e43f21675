"""How the tables of the console came about."""

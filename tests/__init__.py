"""The tests of Upheld: clauses of the mission, units, properties, and what they share."""

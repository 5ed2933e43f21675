"""What a shortfall costs: one file per rule, named as agreements name it."""

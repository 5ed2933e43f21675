"""What the outside is owed: written with the change itself, read by whoever delivers it."""

"""Mail that comes in: taken, kept as it came, read within bounds, and led to the queue and the ticket it is for."""

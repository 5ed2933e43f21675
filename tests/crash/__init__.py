"""What must hold when processes are killed and machines fail; the number of kills is an option of the run."""

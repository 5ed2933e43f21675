"""What people are told: notices to customers, steps to the desk; who is told, in which words, by which channel."""

"""Published versions of agreements, kept as the texts that they were, and which of them binds an account."""

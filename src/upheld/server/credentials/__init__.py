"""Access details that customers hand over: sealed while a ticket lasts, destroyed at its end, then to be changed."""

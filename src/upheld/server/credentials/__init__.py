"""Access details that customers hand over: sealed while their ticket lasts, destroyed at its end, then to be changed."""

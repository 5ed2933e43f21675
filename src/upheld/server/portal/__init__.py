"""The pages of customers: signing in, reporting a case, and seeing what became of it; plain pages without a script."""

"""The provider, its customers' accounts, the people of both sides, what each may do, and API keys."""

"""The second wall: PostgreSQL itself shows a customer's request nothing but the rows of its account."""

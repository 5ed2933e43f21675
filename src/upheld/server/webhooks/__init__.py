"""Customers' endpoints: where notices are posted to, signed as Standard Webhooks has it."""

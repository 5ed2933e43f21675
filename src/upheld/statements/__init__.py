"""Statements: a period's results composed once into plain values, then laid out in several forms."""

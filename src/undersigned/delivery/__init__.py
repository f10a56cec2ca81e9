"""Handing a petition over to whom it asks, their answer, and what becomes of it."""

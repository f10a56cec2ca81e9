"""The petition and its life."""

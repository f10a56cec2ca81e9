"""Accounts and teams."""

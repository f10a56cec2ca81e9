"""Signing, confirming and counting, and the pages where they happen."""

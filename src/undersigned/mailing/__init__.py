"""Mail that waits to leave, and its way out."""

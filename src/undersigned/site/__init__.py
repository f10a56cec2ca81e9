"""The site's identity and addresses."""

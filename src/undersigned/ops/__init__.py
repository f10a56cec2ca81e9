"""What keeps the site running: keys, bulk rows."""

"""Taking a petition's signatures along: sheets for those who may have them, and archives of everything."""

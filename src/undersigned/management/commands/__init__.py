"""Commands of `undersigned`."""

"""The organisation's own sign-in by OpenID Connect; nothing of it is loaded while no provider is set."""

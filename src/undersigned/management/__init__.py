"""The command line, and the application that finds its commands, templates and pictures."""

from django.apps import AppConfig


class Shell(AppConfig):
    """The outermost room: what is not any one subject's."""

    name = "undersigned"

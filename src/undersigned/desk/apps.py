"""The desk application: its templates are found through it."""

from django.apps import AppConfig


class Desk(AppConfig):
    """Accounts, teams and the campaigner's pages."""

    name = "undersigned.desk"

"""Letting time pass for a site that stands still: everything that it remembers moves into the past."""

import os
import subprocess
import sys
from datetime import timedelta

from tests.live import Site

# Run beside the site, with its own models: every moment in every table, and the hours that numbers are kept by.
AGE = """
import sys, django; django.setup()
from datetime import UTC, datetime, timedelta
from django.apps import apps
from django.db import transaction
from django.db.models import DateField, DateTimeField, F
days = timedelta(days=int(sys.argv[1]))
with transaction.atomic():
    for model in apps.get_models():
        moments = [f.name for f in model._meta.concrete_fields if isinstance(f, DateTimeField)]
        for name in moments:
            model.objects.update(**{name: F(name) - days})
        for row in model.objects.all() if any(type(f) is DateField for f in model._meta.concrete_fields) else ():
            for field in model._meta.concrete_fields:
                if type(field) is DateField and not field.primary_key and getattr(row, field.name):
                    model.objects.filter(pk=row.pk).update(**{field.name: getattr(row, field.name) - days})
    apps.get_model("signing.NetworkKey").objects.all().delete()
    for tally in apps.get_model("signing.Tally").objects.filter(kind="hour"):
        hour = datetime.strptime(tally.key, "%Y-%m-%dT%H").replace(tzinfo=UTC) - days
        tally.key = hour.strftime("%Y-%m-%dT%H"); tally.save()
"""


def let_pass(site: Site, time: timedelta) -> None:
    """Stop the site, make all that it holds older by whole days, and start it again."""
    site.stop()
    environment = site.environment | {"DJANGO_SETTINGS_MODULE": "undersigned.settings"}
    command = [sys.executable, "-c", AGE, str(time.days)]
    subprocess.run(command, env=environment, cwd=site.home, check=True, timeout=60)
    for file in (site.home / "mail").iterdir():
        then = file.stat().st_mtime - time.total_seconds()
        os.utime(file, (then, then))
    site.start()

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("petitions", "0003_addressees_in_other_words")]

    operations = [
        migrations.AddField(
            "petition",
            "keep_months",
            # What the notices of the petitions that are there already were written with.
            models.PositiveSmallIntegerField(default=settings.UNDERSIGNED_KEEP_MONTHS),
            preserve_default=False,
        ),
        migrations.AddField("petition", "held_at", models.DateTimeField(null=True)),
        migrations.AddField("petition", "held_because", models.CharField(blank=True, max_length=500)),
        migrations.AddIndex(
            "petition",
            models.Index(
                fields=["held_at"], condition=models.Q(held_at__isnull=False), name="petition_held"
            ),
        ),
    ]

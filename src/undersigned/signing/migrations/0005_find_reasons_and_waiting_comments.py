from django.db import migrations, models

from undersigned.ops.indexes import AddIndexBesideWriters


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("signing", "0004_what_the_team_decided_on_a_comment")]

    operations = [
        AddIndexBesideWriters(
            "signature",
            models.Index(
                fields=["petition", "-confirmed_at"],
                condition=models.Q(state=1, shows_name=True, is_comment_approved=True),
                name="signature_reason",
            ),
        ),
        AddIndexBesideWriters(
            "signature",
            models.Index(
                fields=["petition", "confirmed_at"],
                condition=models.Q(
                    state=1,
                    shows_name=True,
                    has_comment=True,
                    is_comment_approved=False,
                    is_comment_refused=False,
                ),
                name="signature_comment_waits",
            ),
        ),
    ]

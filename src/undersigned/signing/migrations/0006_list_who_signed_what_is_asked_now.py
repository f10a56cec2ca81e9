from django.db import migrations, models

from undersigned.ops.indexes import AddIndexBesideWriters


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("signing", "0005_find_reasons_and_waiting_comments")]

    operations = [
        migrations.RemoveIndex("signature", "signature_shown"),
        AddIndexBesideWriters(
            "signature",
            models.Index(
                fields=["petition", "ask_number", "-confirmed_at"],
                condition=models.Q(state=1, shows_name=True),
                name="signature_shown",
            ),
        ),
        migrations.RemoveIndex("signature", "signature_reason"),
        AddIndexBesideWriters(
            "signature",
            models.Index(
                fields=["petition", "ask_number", "-confirmed_at"],
                condition=models.Q(state=1, shows_name=True, is_comment_approved=True),
                name="signature_reason",
            ),
        ),
        migrations.RemoveIndex("signature", "signature_comment_waits"),
        AddIndexBesideWriters(
            "signature",
            models.Index(
                fields=["petition", "ask_number", "confirmed_at"],
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

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signing", "0003_codes_reminders_and_suppression")]

    operations = [
        migrations.AddField("signature", "is_comment_refused", models.BooleanField(default=False)),
    ]

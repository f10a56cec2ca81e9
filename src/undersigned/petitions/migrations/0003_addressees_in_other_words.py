from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("petitions", "0002_a_picture")]

    operations = [
        migrations.AddField("text", "addressees", models.JSONField(default=list)),
    ]

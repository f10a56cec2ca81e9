import django.db.models.deletion
from django.db import migrations, models

INDEX = "signing_consent_signature_id_c5eac759"  # as Django named it in the first migration


class Migration(migrations.Migration):
    dependencies = [("signing", "0007_what_gates_tell_each_other")]

    operations = [
        # By hand: on SQLite Django would write the whole table anew to be rid of one index.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX IF EXISTS {INDEX}",
                    f"CREATE INDEX {INDEX} ON signing_consent (signature_id)",
                )
            ],
            state_operations=[
                migrations.AlterField(
                    "consent",
                    "signature",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="signing.signature",
                    ),
                )
            ],
        )
    ]

from django.db import migrations, models

# Who signed is counted by the worker from the beginning on; what became of those who did not confirm is counted here.
INTO = """
    INSERT INTO signing_tally (petition_id, ask_number, assurance, kind, key, signatures, peak)
    SELECT petition_id, ask_number, assurance, kind, '', count(*), count(*)
    FROM ({}) AS counted GROUP BY petition_id, ask_number, assurance, kind
"""
ENDED = """
    SELECT petition_id, ask_number, assurance,
        CASE WHEN state = 4 THEN 'lapsed' WHEN confirmed_at IS NULL THEN 'dropped' ELSE 'undone' END AS kind
    FROM signing_signature WHERE state IN (2, 4)
"""
NO_MAIL = "SELECT petition_id, ask_number, assurance, 'no-mail' AS kind FROM signing_signature WHERE came = 5"
AWAY = "DELETE FROM signing_tally WHERE kind IN ('signed', 'lapsed', 'dropped', 'undone', 'no-mail')"


class Migration(migrations.Migration):

    dependencies = [
        ('signing', '0010_asked_again'),
    ]

    operations = [
        migrations.CreateModel(
            name='SignedMark',
            fields=[
                ('id', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('last', models.UUIDField()),
            ],
        ),
        migrations.AlterField(
            model_name='tally',
            name='kind',
            field=models.CharField(choices=[('total', 'Total'), ('country', 'Country'), ('source', 'Source'), ('hour', 'Hour'), ('signed', 'Signed'), ('no-mail', 'No Mail'), ('lapsed', 'Lapsed'), ('dropped', 'Dropped'), ('undone', 'Undone')], max_length=8),
        ),
        migrations.RunSQL(INTO.format(ENDED), AWAY),
        migrations.RunSQL(INTO.format(NO_MAIL), migrations.RunSQL.noop),
    ]

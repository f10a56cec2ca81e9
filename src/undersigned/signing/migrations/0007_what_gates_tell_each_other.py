from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('signing', '0006_list_who_signed_what_is_asked_now'),
    ]

    operations = [
        migrations.CreateModel(
            name='GatePosts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('window', models.PositiveIntegerField()),
                ('key', models.BinaryField(max_length=12)),
                ('process', models.PositiveBigIntegerField()),
                ('posts', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('window', 'key', 'process'), name='gate_posts_once')],
            },
        ),
    ]

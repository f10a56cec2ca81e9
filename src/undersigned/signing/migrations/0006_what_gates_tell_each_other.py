from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('signing', '0005_find_reasons_and_waiting_comments'),
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

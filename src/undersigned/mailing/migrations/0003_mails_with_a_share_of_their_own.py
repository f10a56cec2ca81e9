from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mailing', '0002_a_mail_given_up_may_be_asked_for_again'),
    ]

    operations = [
        migrations.AlterField(
            model_name='allowance',
            name='scope',
            field=models.CharField(choices=[('address', 'Address'), ('network', 'Network'), ('site', 'Site'), ('own', 'Own')], max_length=8),
        ),
    ]

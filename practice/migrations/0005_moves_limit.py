from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practice', '0004_limits_and_holidays'),
    ]

    operations = [
        migrations.AddField(
            model_name='bookingrules',
            name='moves_limit',
            field=models.PositiveSmallIntegerField(blank=True, help_text='0: clients cancel and book again. Empty: as often as they like. You may do so at any time.', null=True, verbose_name='times that a client may move the same appointment'),
        ),
    ]

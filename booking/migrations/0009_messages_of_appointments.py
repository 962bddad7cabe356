import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def tell_of_their_appointment(apps, schema_editor):
    """Until now each message told of a change, and of the time that it made."""
    message = apps.get_model('booking', 'OutboxMessage')
    event = apps.get_model('booking', 'AppointmentEvent').objects.filter(pk=OuterRef('event'))
    message.objects.update(
        appointment=Subquery(event.values('appointment')[:1]), start_at=Subquery(event.values('to_start_at')[:1])
    )


class Migration(migrations.Migration):

    dependencies = [
        ('booking', '0008_holds_for_nobody_yet'),
    ]

    operations = [
        migrations.AddField(
            model_name='outboxmessage',
            name='appointment',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='booking.appointment'),
        ),
        migrations.AddField(
            model_name='outboxmessage',
            name='start_at',
            field=models.DateTimeField(null=True, verbose_name='start'),
        ),
        migrations.RunPython(tell_of_their_appointment, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='outboxmessage',
            name='appointment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='booking.appointment'),
        ),
        migrations.AlterField(
            model_name='outboxmessage',
            name='start_at',
            field=models.DateTimeField(verbose_name='start'),
        ),
    ]

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def write_labels(apps, schema_editor):
    """Write down with each event what its reason is called."""
    Reason = apps.get_model('booking', 'CancellationReason')
    label = Reason.objects.filter(pk=OuterRef('reason')).values('label')
    Event = apps.get_model('booking', 'AppointmentEvent')
    Event.objects.filter(reason__isnull=False).update(reason_label=Subquery(label))


class Migration(migrations.Migration):

    dependencies = [
        ('booking', '0004_published_slot'),
    ]

    operations = [
        migrations.AddField(
            model_name='appointment',
            name='client_moves',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name='appointmentevent',
            name='reason_label',
            field=models.CharField(blank=True, max_length=120, verbose_name='reason'),
        ),
        migrations.RunPython(write_labels, migrations.RunPython.noop),
    ]

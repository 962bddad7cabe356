import calendars.addresses
import people.encryption
from django.db import migrations
from people.encryption import TOKEN, Token


def encrypt(apps, schema_editor):
    """Encrypt the addresses that were kept in the clear: what no key reads is taken for what it says."""
    for calendar in apps.get_model("calendars", "OutsideCalendar").objects.all():
        if isinstance(calendar.address, Token) and not TOKEN.fullmatch(calendar.address):
            calendar.address = str(calendar.address)
            calendar.save(update_fields=["address"])


def decrypt(apps, schema_editor):
    for calendar in apps.get_model("calendars", "OutsideCalendar").objects.all():
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE calendars_outsidecalendar SET address = %s WHERE id = %s", [str(calendar.address), calendar.pk]
            )


class Migration(migrations.Migration):

    dependencies = [
        ('calendars', '0001_feeds_and_outside_calendars'),
    ]

    operations = [
        migrations.AlterField(
            model_name='outsidecalendar',
            name='address',
            field=people.encryption.EncryptedTextField(validators=[calendars.addresses.validate_address], verbose_name='address'),
        ),
        migrations.RunPython(encrypt, decrypt),
    ]

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("practice", "0012_profiles"),
    ]

    operations = [
        migrations.RemoveField(model_name="practitioner", name="languages"),
        migrations.RenameField(model_name="practitioner", old_name="spoken", new_name="languages"),
    ]

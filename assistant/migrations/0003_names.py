import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from people.names import words_of

AT_A_TIME = 2000


def learn_all(apps, schema_editor):
    """Write down the names of those who are here already."""
    NameWord = apps.get_model("assistant", "NameWord")
    users = apps.get_model("people", "User").objects.values_list("pk", "first_name", "middle_name", "last_name")
    clients = apps.get_model("people", "Client").objects.values_list("pk", "name")
    for key, rows in (("user_id", users), ("client_id", clients)):
        NameWord.objects.bulk_create(
            (NameWord(word=word[:100], **{key: pk}) for pk, *names in rows for word in set(words_of(" ".join(names)))),
            batch_size=AT_A_TIME,
        )


class Migration(migrations.Migration):

    dependencies = [
        ('assistant', '0002_synonyms'),
        ('people', '0008_read_journal'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NameWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(db_index=True, max_length=100)),
                ('client', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.client')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.RunPython(learn_all, migrations.RunPython.noop),
    ]

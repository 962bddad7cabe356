from django.db import migrations

from assistant import languages


def add_shipped(apps, schema_editor):
    """Give a new site the synonyms that are shipped; staff change them from then on."""
    Synonym = apps.get_model("assistant", "Synonym")
    Synonym.objects.using(schema_editor.connection.alias).bulk_create(
        Synonym(language=code, words=words) for code, package in languages.PACKAGES.items() for words in package.vocabulary.SYNONYMS
    )


class Migration(migrations.Migration):
    dependencies = [("assistant", "0001_initial")]
    operations = [migrations.RunPython(add_shipped, migrations.RunPython.noop)]

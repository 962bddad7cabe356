from django.db import migrations, models

import practice.languages


def languages_to_codes(apps, schema_editor):
    """Read “Français, anglais” as codes; a word that names no language known here is kept in the presentation."""
    Practitioner = apps.get_model("practice", "Practitioner")
    for practitioner in Practitioner.objects.exclude(languages=""):
        words = [word.strip(" .") for word in practice.languages.SEPARATORS.split(practitioner.languages)]
        codes = {word: practice.languages.code_of(word) for word in words if word}
        practitioner.spoken = list(dict.fromkeys(filter(None, codes.values())))
        if others := [word for word, code in codes.items() if code is None]:
            practitioner.bio = "\n".join(filter(None, [practitioner.bio, ", ".join(others)]))
        practitioner.save(update_fields=["spoken", "bio"])


def codes_to_languages(apps, schema_editor):
    for practitioner in apps.get_model("practice", "Practitioner").objects.all():
        practitioner.languages = ", ".join(map(practice.languages.name_of, practitioner.spoken))
        practitioner.save(update_fields=["languages"])


class Migration(migrations.Migration):

    dependencies = [
        ("practice", "0011_waiting_minutes"),
    ]

    operations = [
        migrations.AddField(
            model_name="practitioner",
            name="email",
            field=models.EmailField(
                blank=True,
                help_text="On their page, for everyone to read. Empty: not shown.",
                max_length=254,
                verbose_name="e-mail address",
            ),
        ),
        migrations.AddField(
            model_name="practitioner",
            name="phone",
            field=models.CharField(
                blank=True,
                help_text="On their page, for everyone to read. Empty: not shown.",
                max_length=40,
                verbose_name="telephone",
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="access",
            field=models.TextField(
                blank=True,
                help_text="For everyone: the nearest stop, where to park, steps or none. On the page of your places.",
                verbose_name="how to get there",
            ),
        ),
        migrations.AlterField(
            model_name="place",
            name="directions",
            field=models.TextField(
                blank=True,
                help_text="A door code, a floor, or how the video call is opened. Only in their e-mails and on their pages.",
                verbose_name="for those who have an appointment",
            ),
        ),
        migrations.AlterField(
            model_name="place",
            name="description",
            field=models.TextField(
                blank=True, help_text="On the page of your places.", verbose_name="description"
            ),
        ),
        migrations.AddField(
            model_name="practitioner",
            name="spoken",
            field=models.JSONField(
                blank=True,
                default=list,
                validators=[practice.languages.validate_languages],
                verbose_name="languages spoken",
            ),
        ),
        migrations.RunPython(languages_to_codes, codes_to_languages),
    ]

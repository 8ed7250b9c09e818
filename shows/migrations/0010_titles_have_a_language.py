from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shows", "0009_names_are_found")]

    operations = [
        migrations.AddField(
            model_name="show",
            name="title_language",
            field=models.CharField(
                "language of the title",
                blank=True,
                db_default="",
                default="",
                help_text="Where the title is not English, as BCP 47 has it, such as fr or pt-BR: so it is read aloud.",
                max_length=11,
            ),
        ),
        migrations.AddConstraint(
            model_name="show",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("title_language", ""),
                    ("title_language__regex", "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"),
                    _connector="OR",
                ),
                name="shows_show_title_language_is_a_tag",
                violation_error_message="Write the language as its tag, such as fr, pt-BR or zh-Hant.",
            ),
        ),
    ]

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_what_is_begun_is_its_writers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(help_text="What the desk calls it.", max_length=200)),
                ("file", models.FileField(editable=False, max_length=300, unique=True, upload_to="pictures/%Y/%m")),
                (
                    "kind",
                    models.CharField(
                        choices=[("jpeg", "JPEG"), ("png", "PNG"), ("webp", "WebP"), ("avif", "AVIF"), ("gif", "GIF")],
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "width",
                    models.PositiveIntegerField(editable=False, help_text="In pixels; 0 where the file was lost."),
                ),
                ("height", models.PositiveIntegerField(editable=False)),
                ("bytes", models.PositiveBigIntegerField(editable=False)),
                (
                    "digest",
                    models.CharField(
                        editable=False,
                        help_text="Of the file as it came: so it is known again.",
                        max_length=64,
                        null=True,
                        unique=True,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "alt",
                    models.CharField(
                        blank=True,
                        help_text="What it shows; each use may say.",
                        max_length=500,
                        verbose_name="alternative text",
                    ),
                ),
                ("caption", models.CharField(blank=True, max_length=500)),
                ("credit", models.CharField(blank=True, help_text="Whose picture it is.", max_length=200)),
                ("rights", models.CharField(blank=True, help_text="By what right we use it.", max_length=200)),
                (
                    "rights_until",
                    models.DateTimeField(
                        blank=True, help_text="From then on readers see artwork of ours in its place.", null=True
                    ),
                ),
                (
                    "focal_x",
                    models.PositiveSmallIntegerField(
                        default=50, help_text="What every crop keeps, in percent from the left."
                    ),
                ),
                (
                    "focal_y",
                    models.PositiveSmallIntegerField(default=50, help_text="The same in percent from the top."),
                ),
                ("uploaded_at", models.DateTimeField(editable=False)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="revision",
            name="lead_picture",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.picture",
            ),
        ),
        migrations.CreateModel(
            name="PictureUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "picture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="articles.picture"
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="articles.revision",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PictureVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(help_text="The last that had this file.")),
                ("file", models.FileField(max_length=300, unique=True, upload_to="")),
                (
                    "kind",
                    models.CharField(
                        choices=[("jpeg", "JPEG"), ("png", "PNG"), ("webp", "WebP"), ("avif", "AVIF"), ("gif", "GIF")],
                        max_length=10,
                    ),
                ),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("bytes", models.PositiveBigIntegerField()),
                ("replaced_at", models.DateTimeField()),
                (
                    "picture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="articles.picture"
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["picture", "-version"],
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="picture",
            index=models.Index(fields=["-uploaded_at", "-id"], name="articles_picture_newest"),
        ),
        migrations.AddIndex(
            model_name="picture",
            index=models.Index(
                condition=models.Q(("rights_until__isnull", False)),
                fields=["rights_until"],
                name="articles_picture_rights_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="picture",
            constraint=models.CheckConstraint(
                condition=models.Q(("focal_x__lte", 100), ("focal_y__lte", 100)),
                name="articles_picture_focal_point_is_in_it",
                violation_error_message="The focal point is given in percent: 0 to 100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="picture",
            constraint=models.CheckConstraint(
                condition=models.Q(("rights_until", None), models.Q(("rights", ""), _negated=True), _connector="OR"),
                name="articles_picture_rights_that_end_are_named",
                violation_error_message="Name the rights that end.",
            ),
        ),
        migrations.AddConstraint(
            model_name="picture",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True),
                name="articles_picture_has_a_title",
                violation_error_message="A picture needs a title.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pictureuse",
            constraint=models.UniqueConstraint(
                fields=("revision", "picture"), name="articles_pictureuse_is_named_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="pictureversion",
            constraint=models.UniqueConstraint(
                fields=("picture", "version"), name="articles_pictureversion_is_kept_once"
            ),
        ),
    ]

"""Access details and the recommendations to change them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("desk", "0002_channel_and_queue"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("solved_at", models.BigIntegerField()),
                ("due", models.DateField(null=True)),
                ("clause", models.CharField(blank=True, max_length=200)),
                ("zone", models.CharField(default="UTC", max_length=64)),
                ("told_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.CharField(blank=True, max_length=80)),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="access_changes", to="desk.ticket"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None), ("due__isnull", False), ("reminded_at", None)),
                        fields=["due"],
                        name="access_change_open",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("ticket", "solved_at"), name="access_change_once")],
            },
        ),
        migrations.CreateModel(
            name="Credential",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=200)),
                ("sealed", models.TextField(blank=True)),
                ("handed_over_at", models.DateTimeField()),
                ("handed_over_by", models.CharField(max_length=80)),
                ("destroyed_at", models.DateTimeField(null=True)),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="credentials", to="desk.ticket"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("destroyed_at", None)), fields=["ticket"], name="credential_kept")
                ],
            },
        ),
    ]

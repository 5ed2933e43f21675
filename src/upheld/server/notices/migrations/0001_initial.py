"""The first tables of this room."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticeTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreement", models.CharField(blank=True, max_length=64)),
                ("language", models.CharField(max_length=16)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("Initial", "Initial"),
                            ("Update", "Update"),
                            ("Resolved", "Resolved"),
                            ("Informational", "Informational"),
                            ("Action Required", "Action Required"),
                        ],
                        max_length=20,
                    ),
                ),
                ("subject", models.CharField(max_length=300)),
                ("text", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "language", "status"), name="template_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="EscalationAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("address", models.EmailField(max_length=254)),
                ("language", models.CharField(default="en", max_length=16)),
                ("zone", models.CharField(default="UTC", max_length=64)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalation_addresses",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("name", "account", "address"), name="escalation_address_once", nulls_distinct=False
                    )
                ],
            },
        ),
    ]

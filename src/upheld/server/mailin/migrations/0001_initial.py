"""The first tables of this room."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("desk", "0002_channel_and_queue"),
    ]

    operations = [
        migrations.CreateModel(
            name="InboundMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("raw", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("received_at", models.DateTimeField()),
                ("envelope_sender", models.CharField(blank=True, max_length=320)),
                ("recipients", models.JSONField(default=list)),
                ("sender", models.CharField(blank=True, max_length=320)),
                ("sender_name", models.CharField(blank=True, max_length=200)),
                ("subject", models.CharField(blank=True, max_length=300)),
                ("message_id", models.CharField(blank=True, max_length=250)),
                ("text", models.TextField(blank=True)),
                ("html", models.TextField(blank=True)),
                ("attachments", models.JSONField(default=list)),
                ("verdict", models.CharField(default="quarantined", max_length=12)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("requests", models.CharField(blank=True, max_length=200)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inbound_messages",
                        to="accounts.account",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inbound_messages",
                        to="desk.ticket",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["sender", "received_at"], name="inbound_sender"),
                    models.Index(fields=["verdict", "id"], name="inbound_verdict"),
                    models.Index(fields=["received_at"], name="inbound_received"),
                    models.Index(fields=["ticket", "id"], name="inbound_ticket"),
                ],
            },
        ),
    ]

"""The first tables of this room."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("contracts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ticket",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("plan", models.CharField(max_length=100)),
                ("subject", models.CharField(max_length=300)),
                ("opened_at", models.BigIntegerField()),
                ("last_sequence", models.PositiveIntegerField(default=0)),
                ("state", models.CharField(default="open", max_length=12)),
                ("priority", models.CharField(blank=True, max_length=64)),
                ("next_due", models.BigIntegerField(null=True)),
                ("next_step", models.BigIntegerField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tickets", to="accounts.account"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="contracts.publishedversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TicketEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveIntegerField()),
                ("at", models.BigIntegerField()),
                ("recorded_at", models.DateTimeField()),
                ("kind", models.CharField(max_length=40)),
                ("detail", models.CharField(blank=True, max_length=200)),
                ("data", models.JSONField(default=dict)),
                ("actor", models.CharField(max_length=80)),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="desk.ticket"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["account", "number"], name="ticket_account"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["state", "next_due", "number"], name="ticket_queue"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("next_step__isnull", False)), fields=["next_step"], name="ticket_steps"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticketevent",
            constraint=models.UniqueConstraint(fields=("ticket", "sequence"), name="ticket_event_once"),
        ),
    ]

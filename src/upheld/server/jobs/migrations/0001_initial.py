"""The first tables of this room."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60)),
                ("arguments", models.JSONField(default=dict)),
                ("key", models.CharField(max_length=200, null=True)),
                ("period", models.DateTimeField(null=True)),
                ("status", models.CharField(default="ready", max_length=8)),
                ("run_at", models.DateTimeField()),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("fence", models.PositiveIntegerField(default=0)),
                ("lease_owner", models.CharField(blank=True, max_length=80)),
                ("lease_until", models.DateTimeField(null=True)),
                ("last_error", models.TextField(blank=True)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("status", "ready")), fields=["run_at", "id"], name="job_ready"),
                    models.Index(condition=models.Q(("status", "running")), fields=["lease_until"], name="job_lease"),
                    models.Index(condition=models.Q(("status", "done")), fields=["finished_at"], name="job_done"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("ready", "running"))),
                        fields=("kind", "key"),
                        name="job_once_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("period__isnull", False)),
                        fields=("kind", "period"),
                        name="job_once_a_period",
                    ),
                ],
            },
        ),
    ]

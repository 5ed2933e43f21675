"""The first tables of this room."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_api_what_is_in_use"),
        ("desk", "0003_desk_assigned_kind_source"),
    ]

    operations = [
        migrations.CreateModel(
            name="TelemetrySource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreement", models.SlugField(max_length=64, unique=True)),
                ("source", models.SlugField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="ExclusionRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreement", models.SlugField(max_length=64)),
                ("cause", models.CharField(max_length=100)),
                ("measures", models.JSONField(default=list)),
                ("begins", models.BigIntegerField()),
                ("ends", models.BigIntegerField()),
                ("announced", models.BigIntegerField(null=True)),
                ("evidence", models.JSONField(default=list)),
                ("advice", models.TextField(blank=True)),
                ("advised", models.BigIntegerField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("unpaid_since", models.DateField(null=True)),
                ("author", models.CharField(max_length=200)),
                ("actor", models.CharField(max_length=80)),
                ("recorded_at", models.DateTimeField()),
                ("source", models.CharField(max_length=80, null=True, unique=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction",
                        to="figures.exclusionrecord",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ExclusionWithdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.TextField()),
                ("actor", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="figures.exclusionrecord",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="IssuedStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreement", models.SlugField(max_length=64)),
                ("label", models.CharField(max_length=40)),
                ("verdict", models.CharField(max_length=8)),
                ("sentence", models.TextField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("json", models.CharField(max_length=64)),
                ("html", models.CharField(max_length=64)),
                ("pdf", models.CharField(max_length=64)),
                ("issued_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
                (
                    "supersedes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="figures.issuedstatement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MeasuredDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreement", models.SlugField(max_length=64)),
                ("measure", models.CharField(max_length=100)),
                ("date", models.DateField()),
                ("zone", models.CharField(max_length=64)),
                ("begins", models.BigIntegerField()),
                ("ends", models.BigIntegerField()),
                ("up", models.PositiveIntegerField()),
                ("down", models.PositiveIntegerField()),
                ("excluded", models.PositiveIntegerField()),
                ("unknown", models.PositiveIntegerField()),
                ("down_spans", models.JSONField(default=list)),
                ("measured_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MeasuredPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreement", models.SlugField(max_length=64)),
                ("version", models.CharField(max_length=200)),
                ("commitment", models.CharField(max_length=100)),
                ("title", models.CharField(max_length=300)),
                ("measure", models.CharField(max_length=100)),
                ("label", models.CharField(max_length=40)),
                ("zone", models.CharField(max_length=64)),
                ("begins", models.BigIntegerField()),
                ("ends", models.BigIntegerField()),
                ("until", models.BigIntegerField()),
                ("uptime", models.TextField(blank=True)),
                ("words", models.CharField(max_length=60)),
                ("without_exclusions", models.CharField(max_length=60)),
                ("target", models.CharField(max_length=100)),
                ("promise", models.CharField(max_length=100)),
                ("verdict", models.CharField(max_length=8)),
                ("sentence", models.TextField()),
                ("down_seconds", models.BigIntegerField()),
                ("excluded_seconds", models.BigIntegerField()),
                ("unknown_seconds", models.BigIntegerField()),
                ("allowed_seconds", models.BigIntegerField(null=True)),
                ("owed", models.CharField(blank=True, max_length=200)),
                ("measured_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="figures.issuedstatement",
                    ),
                ),
                (
                    "supersedes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="figures.measuredperiod",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Measurement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreement", models.SlugField(max_length=64)),
                ("label", models.CharField(blank=True, max_length=40)),
                ("inputs", models.CharField(max_length=64)),
                ("problems", models.JSONField(default=list)),
                ("measured_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("agreement", "label"), name="measurement_once")],
            },
        ),
        migrations.CreateModel(
            name="RunningDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreement", models.SlugField(max_length=64)),
                ("measure", models.CharField(max_length=100)),
                ("date", models.DateField()),
                ("zone", models.CharField(max_length=64)),
                ("begins", models.BigIntegerField()),
                ("ends", models.BigIntegerField()),
                ("up", models.PositiveIntegerField()),
                ("down", models.PositiveIntegerField()),
                ("excluded", models.PositiveIntegerField()),
                ("unknown", models.PositiveIntegerField()),
                ("down_spans", models.JSONField(default=list)),
                ("measured_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RunningPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreement", models.SlugField(max_length=64)),
                ("version", models.CharField(max_length=200)),
                ("commitment", models.CharField(max_length=100)),
                ("title", models.CharField(max_length=300)),
                ("measure", models.CharField(max_length=100)),
                ("label", models.CharField(max_length=40)),
                ("zone", models.CharField(max_length=64)),
                ("begins", models.BigIntegerField()),
                ("ends", models.BigIntegerField()),
                ("until", models.BigIntegerField()),
                ("uptime", models.TextField(blank=True)),
                ("words", models.CharField(max_length=60)),
                ("without_exclusions", models.CharField(max_length=60)),
                ("target", models.CharField(max_length=100)),
                ("promise", models.CharField(max_length=100)),
                ("verdict", models.CharField(max_length=8)),
                ("sentence", models.TextField()),
                ("down_seconds", models.BigIntegerField()),
                ("excluded_seconds", models.BigIntegerField()),
                ("unknown_seconds", models.BigIntegerField()),
                ("allowed_seconds", models.BigIntegerField(null=True)),
                ("owed", models.CharField(blank=True, max_length=200)),
                ("measured_at", models.DateTimeField()),
                ("whole_seconds", models.BigIntegerField(null=True)),
                ("lost_seconds", models.BigIntegerField(null=True)),
                ("down_since", models.BigIntegerField(null=True)),
                ("broken", models.BooleanField(default=False)),
                (
                    "account",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AlertTicket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=64)),
                ("starts", models.CharField(max_length=40)),
                ("opened_at", models.DateTimeField()),
                ("resolved_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="desk.ticket"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account", "fingerprint", "starts"), name="alert_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Breach",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreement", models.SlugField(max_length=64)),
                ("about", models.CharField(max_length=100)),
                ("kind", models.CharField(max_length=8)),
                ("occurrence", models.CharField(max_length=60)),
                ("refused", models.TextField(blank=True)),
                ("found_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="desk.ticket"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "agreement", "about", "kind", "occurrence"), name="breach_once"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="exclusionrecord",
            index=models.Index(fields=["agreement", "begins"], name="exclusion_time"),
        ),
        migrations.AddConstraint(
            model_name="exclusionrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends__gt", models.F("begins"))), name="exclusion_lasts"
            ),
        ),
        migrations.AddIndex(
            model_name="issuedstatement",
            index=models.Index(fields=["account", "agreement", "label"], name="statement_latest"),
        ),
        migrations.AddIndex(
            model_name="measuredday",
            index=models.Index(fields=["agreement", "account", "measure", "date"], name="day_latest"),
        ),
        migrations.AddIndex(
            model_name="measuredperiod",
            index=models.Index(fields=["account", "agreement", "label"], name="period_latest"),
        ),
        migrations.AddIndex(
            model_name="measuredperiod",
            index=models.Index(fields=["agreement", "label", "id"], name="period_of_agreement"),
        ),
        migrations.AddIndex(
            model_name="runningday",
            index=models.Index(fields=["agreement", "account", "measure"], name="running_day"),
        ),
        migrations.AddIndex(
            model_name="runningperiod",
            index=models.Index(fields=["agreement", "account"], name="running_period"),
        ),
    ]

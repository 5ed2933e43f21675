"""How often each caller may still ask, shared by all processes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("api", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CallerRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("caller", models.CharField(max_length=80, unique=True)),
                ("tokens", models.FloatField()),
                ("since", models.DateTimeField()),
            ],
        ),
    ]

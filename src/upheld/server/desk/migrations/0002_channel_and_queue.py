"""The channel of a ticket, and the requests that its address takes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="channel",
            field=models.CharField(default="api", max_length=20),
        ),
        migrations.AddField(
            model_name="ticket",
            name="queue",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]

"""Another choice of components waits for its link, while the former one holds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("statuspage", "0002_webhooks_confirmed"),
    ]

    operations = [
        migrations.AddField(
            model_name="subscriber",
            name="wanted",
            field=models.JSONField(null=True),
        ),
    ]

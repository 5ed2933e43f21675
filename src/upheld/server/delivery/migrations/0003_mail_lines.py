"""Several lines to the mail server; what waits already stays on the first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0002_recipients_and_tries"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="line",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("channel", "e-mail"), ("status", "waiting")),
                fields=["line", "next_at"],
                name="delivery_line",
            ),
        ),
    ]

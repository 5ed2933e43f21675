"""The colour and the logo under which the provider shows itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_api_what_is_in_use"),
    ]

    operations = [
        migrations.AddField(
            model_name="provider",
            name="accent",
            field=models.CharField(blank=True, max_length=7),
        ),
        migrations.AddField(
            model_name="provider",
            name="logo",
            field=models.CharField(blank=True, max_length=70),
        ),
    ]

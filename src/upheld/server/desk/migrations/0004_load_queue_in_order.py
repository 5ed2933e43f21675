"""The queue by time to breach is read in its order also without a state, and for one account."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0003_desk_assigned_kind_source"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("next_due__isnull", False)), fields=["next_due", "number"], name="ticket_due"
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["account", "next_due", "number"], name="ticket_account_due"),
        ),
    ]

"""Identities as text: CodaBox Connect names a document by kind and id, and a client by its enterprise number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("codabox_sync", "0002_initial")]

    operations = [
        migrations.AddField("receivedfile", "external_id", models.CharField(max_length=120, null=True, unique=True)),
        migrations.AddField("feed", "key", models.CharField(max_length=40, null=True, unique=True)),
        migrations.RunSQL("UPDATE codabox_sync_receivedfile SET external_id = feed_index::text"),
        migrations.RunSQL("UPDATE codabox_sync_feed SET key = feed_id::text"),
        migrations.AlterField("receivedfile", "external_id", models.CharField(max_length=120, unique=True)),
        migrations.AlterField("feed", "key", models.CharField(max_length=40, unique=True)),
        migrations.RemoveField("receivedfile", "feed_index"),
        migrations.RemoveField("feed", "feed_id"),
        migrations.RemoveField("feed", "last_check_at"),
        migrations.AlterField(
            "feed", "client_id", models.CharField(blank=True, default="", max_length=40), preserve_default=False
        ),
        migrations.AddField("receivedfile", "asked_again_at", models.DateTimeField(blank=True, null=True)),
    ]

"""Raw files in a bucket: the same promises, over real HTTP to a server that speaks S3."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.core.files.storage import default_storage
from moto.server import ThreadedMotoServer

from offices import storage
from offices.models import Office

CONTENT = b"0" * 128 + b"\r\n"
KEYS = {"aws_access_key_id": "afpunt", "aws_secret_access_key": "secret", "region_name": "eu-west-1"}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server: str, settings: Any) -> Any:
    """A new bucket, and the storage set to it as `STORAGE_BACKEND` and `STORAGE_OPTIONS` would."""
    made = boto3.resource("s3", endpoint_url=server, **KEYS).create_bucket(
        Bucket="afpunt-raw", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    options = {
        "bucket_name": "afpunt-raw",
        "endpoint_url": server,
        "access_key": KEYS["aws_access_key_id"],
        "secret_key": KEYS["aws_secret_access_key"],
        "region_name": KEYS["region_name"],
    }
    backend = {"BACKEND": "offices.buckets.Bucket", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": backend}
    yield made
    made.objects.delete()
    made.delete()


def test_content_is_kept_once_and_comes_back(office: Office, bucket: Any) -> None:
    first, second = storage.keep(CONTENT), storage.keep(CONTENT)

    assert first == second
    assert [item.key for item in bucket.objects.all()] == [f"{office.schema_name}/{first.digest[:2]}/{first.digest}"]
    assert storage.fetch(first.name, digest=first.digest) == CONTENT


def test_half_a_file_is_written_anew(office: Office, bucket: Any) -> None:
    kept = storage.keep(CONTENT)
    bucket.put_object(Key=kept.name, Body=CONTENT[:64])

    assert storage.keep(CONTENT) == kept
    assert storage.fetch(kept.name, digest=kept.digest) == CONTENT


def test_damaged_content_is_not_handed_out(office: Office, bucket: Any) -> None:
    kept = storage.keep(CONTENT)
    bucket.put_object(Key=kept.name, Body=b"1" * len(CONTENT))

    with pytest.raises(storage.ContentDamaged):
        storage.fetch(kept.name, digest=kept.digest)


def test_missing_content_is_an_error_of_the_disk(office: Office, bucket: Any) -> None:
    kept = storage.keep(CONTENT)
    default_storage.delete(kept.name)

    with pytest.raises(OSError, match=kept.digest):
        storage.fetch(kept.name, digest=kept.digest)


def test_bucket_out_of_reach_is_an_error_of_the_disk(office: Office, bucket: Any, settings: Any) -> None:
    """So a poll stops that feed, confirms nothing, and goes on with the others."""
    options = settings.STORAGES["default"]["OPTIONS"] | {"bucket_name": "somebody-else-s"}
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "offices.buckets.Bucket", "OPTIONS": options}}

    with pytest.raises(OSError, match="the bucket did not take or give"):
        storage.keep(CONTENT)

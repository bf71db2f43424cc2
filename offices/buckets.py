"""An S3-compatible bucket as the place of raw files. Imported only where the settings name it.

What a bucket answers is told as `OSError`, like a disk's faults: whoever stores need not know where.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage


class Bucket(S3Storage):  # type: ignore[misc] # the package has no types
    """`STORAGE_BACKEND=offices.buckets.Bucket`; `STORAGE_OPTIONS` has bucket_name, endpoint_url, access_key,
    secret_key, region_name, and what else django-storages knows."""

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _faults_of_a_disk(name):
            return super()._open(name, mode)

    def _save(self, name: str, content: Any) -> str:
        with _faults_of_a_disk(name):
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with _faults_of_a_disk(name):
            super().delete(name)


@contextmanager
def _faults_of_a_disk(name: str) -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise OSError(f"the bucket did not take or give {name}: {error}") from error

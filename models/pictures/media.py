"""The media store for picture files: a folder or any S3 bucket, through obstore."""

import heapq
import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, S3Store

if TYPE_CHECKING:  # obstore has these as types only
    from obstore.store import ClientConfig, RetryConfig

EXTENSIONS = {
    "image/avif": "avif",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
}
MEDIA_TYPES = {extension: kind for kind, extension in EXTENSIONS.items()}
KEY = re.compile(r"(?:social-[0-9]{1,10}-)?[0-9a-f]{40}\.(?:avif|jpg|png|webp)")
# Includes the suffix of obstore's temporary files, which a killed process leaves.
OURS = re.compile(KEY.pattern + r"(?:#[0-9]+)?")

# For uploads and the worker.
PATIENCE: "ClientConfig" = {"connect_timeout": "3s", "timeout": "20s"}
RETRIES: "RetryConfig" = {"max_retries": 3, "retry_timeout": timedelta(seconds=15)}
# For readers: a store that hangs must not block the threads that serve pages.
SHORT_PATIENCE: "ClientConfig" = {"connect_timeout": "2s", "timeout": "3s"}
NO_RETRIES: "RetryConfig" = {"max_retries": 0, "retry_timeout": timedelta(seconds=3)}
READERS = 5  # at once, of a web process's eight threads
TURN_WITHIN = 0.2  # seconds
REST = 3.0  # seconds without requests for readers after a bucket did not answer
NO_KEY = f"{'0' * 40}.jpg"
# Without keys the S3 client asks the cloud machine it runs on for some, at this path.
KEYS_OF_MACHINE = "/latest/api/token"
NO_ACCESS = (
    "There are no keys for the S3 store. Set AWS_ACCESS_KEY_ID and "
    "AWS_SECRET_ACCESS_KEY, or add access_key_id=… and secret_access_key=… "
    "to MEDIA_URL."
)


PutMode = Literal["create", "overwrite"]


class MediaUnavailable(Exception):
    """The store is unreachable, refuses access, or is full; try again later."""


class MediaStore:
    """Files named by a hash of their content, so they never change.

    obstore's threads do not survive a fork: a process forked after the first use
    would hang. Bind the store in each worker, as gunicorn without preload_app does.
    """

    _store: LocalStore | S3Store | None = None
    _quick: LocalStore | S3Store | None = None
    _folder: Path | None = None
    _away_until = 0.0

    def __init__(self) -> None:
        self._turns = BoundedSemaphore(READERS)

    def init(self, url: str) -> None:
        """`file:///folder`, created if missing, or `s3://bucket/prefix`.

        The query of an S3 URL may hold obstore's settings (`endpoint`, `region`,
        `access_key_id`, `virtual_hosted_style_request` …); AWS_* variables supply the
        rest. Raises ValueError for other URLs, and MediaUnavailable if the folder
        cannot be created.
        """
        parts = urlsplit(url)
        if url.startswith("file:///"):
            self._open_folder(Path(unquote(parts.path)))
        elif parts.scheme == "s3" and parts.netloc:
            self._open_bucket(parts.netloc, parts.path.strip("/"), parts.query)
        else:
            raise ValueError("MEDIA_URL takes file:///FOLDER or s3://BUCKET/PREFIX.")

    def put(self, data: bytes, media_type: str, key: str = "") -> str:
        """Stores the bytes durably and returns their key, derived from the content.

        Pass `key` for files named after their inputs instead.

        Raises ValueError for a media type not in EXTENSIONS, and MediaUnavailable.
        """
        if media_type not in EXTENSIONS:
            raise ValueError(f"pictures are stored as one of {', '.join(EXTENSIONS)}")
        key = key or f"{sha256(data).hexdigest()[:40]}.{EXTENSIONS[media_type]}"
        with _reaching():
            self._create(key, data)
            self._settle(key)
        return key

    def get(self, key: str) -> bytes | None:
        """The file, or None if there is none. Raises MediaUnavailable."""
        if not self.key_is_valid(key):
            return None
        with _reaching():
            try:
                return bytes(obstore.get(self._bound, key).bytes())
            except FileNotFoundError:
                self._look_for_folder()
                return None

    def serve(self, key: str) -> bytes | None:
        """The same for readers, with short timeouts. Raises MediaUnavailable."""
        if not self.key_is_valid(key):
            return None
        with self._turn(), _reaching():
            try:
                return bytes(obstore.get(self._quick or self._bound, key).bytes())
            except FileNotFoundError:
                self._look_for_folder()
                return None

    def check(self) -> None:
        """Raises MediaUnavailable unless the store can be read."""
        with _reaching():
            try:
                obstore.head(self._quick or self._bound, NO_KEY)
            except FileNotFoundError:
                self._look_for_folder()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self._away_until:
            if time.monotonic() < self._away_until:
                raise MediaUnavailable("The media store has not answered others.")
            self._away_until = (
                time.monotonic() + REST
            )  # one thread at a time tries again
        if not self._turns.acquire(timeout=TURN_WITHIN):
            raise MediaUnavailable("Too many wait for the media store.")
        try:
            yield
            self._away_until = 0.0
        except MediaUnavailable:
            if self._folder is None:
                self._away_until = time.monotonic() + REST
            raise
        finally:
            self._turns.release()

    def has(self, key: str) -> bool:
        """Raises MediaUnavailable."""
        return self._size(key) is not None

    def names(self, after: str, most: int) -> list[str]:
        """Sorted names of files, including other programs'. Raises MediaUnavailable."""
        with _reaching():
            if self._folder:
                names = (path.name for path in self._folder.iterdir())
                return heapq.nsmallest(most, (name for name in names if name > after))
            listed = obstore.list(self._bound, offset=after or None, chunk_size=most)
            return [file["path"] for file in next(listed, [])]

    def remove(self, names: Sequence[str]) -> None:
        """Ignores missing files. Raises MediaUnavailable."""
        with _reaching():
            if self._folder:
                self._look_for_folder()
                for name in names:
                    (self._folder / name).unlink(missing_ok=True)
            else:
                obstore.delete(self._bound, names)

    @staticmethod
    def is_ours(name: str) -> bool:
        """Whether the name is of a file that `put` wrote, or began to write."""
        return OURS.fullmatch(name) is not None

    @staticmethod
    def key_is_valid(key: str) -> bool:
        """Whether it is a media key. Rejects paths that lead out of the store."""
        return KEY.fullmatch(key) is not None

    @staticmethod
    def media_type(key: str) -> str:
        """The media type of a valid key."""
        return MEDIA_TYPES[key.rpartition(".")[2]]

    def _open_folder(self, folder: Path) -> None:
        with _reaching():
            folder.mkdir(parents=True, exist_ok=True)
            self._store = self._quick = LocalStore(folder)
            self._folder = folder

    def _open_bucket(self, bucket: str, prefix: str, query: str) -> None:
        settings: dict[str, Any] = dict(parse_qsl(query))
        plain = settings.get("endpoint", "").startswith("http://")

        def opened(limits: "ClientConfig", retries: "RetryConfig") -> S3Store:
            return S3Store(
                bucket,
                prefix=prefix or None,
                config=settings,  # type: ignore[arg-type]  # obstore checks the names
                client_options={**limits, "allow_http": True} if plain else limits,
                retry_config=retries,
            )

        self._folder, self._away_until = None, 0.0
        try:
            self._store = opened(PATIENCE, RETRIES)
            self._quick = opened(SHORT_PATIENCE, NO_RETRIES)
        except BaseError as error:
            raise ValueError(f"MEDIA_URL: {_first_line(error)}") from error

    @property
    def _bound(self) -> LocalStore | S3Store:
        if self._store is None:
            raise RuntimeError("MediaStore.init() has not been called")
        return self._store

    def _create(self, key: str, data: bytes) -> None:
        try:
            self._write(key, data, "create")
        except AlreadyExistsError:
            # An interrupted write can leave an empty file after a power cut.
            if self._size(key) != len(data):
                self._write(key, data, "overwrite")

    def _write(self, key: str, data: bytes, mode: PutMode) -> None:
        # A folder cannot store a media type; a bucket may be served by a CDN.
        kind = None if self._folder else {"Content-Type": self.media_type(key)}
        obstore.put(
            self._bound, key, data, mode=mode, attributes=kind, use_multipart=False
        )

    def _size(self, key: str) -> int | None:
        if not self.key_is_valid(key):
            return None
        with _reaching():
            try:
                return obstore.head(self._bound, key)["size"]
            except FileNotFoundError:
                self._look_for_folder()
                return None

    def _settle(self, key: str) -> None:
        """obstore does not fsync, but the database will refer to this file."""
        if self._folder is None:
            return
        for path in (self._folder / key, self._folder):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def _look_for_folder(self) -> None:
        """Detects a missing mount, which would look like an empty folder."""
        if self._folder and not self._folder.is_dir():
            raise MediaUnavailable(f"The media folder {self._folder} is missing.")


media = MediaStore()


@contextmanager
def _reaching() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        reason = _first_line(error)
        if KEYS_OF_MACHINE in reason:
            raise MediaUnavailable(NO_ACCESS) from error
        raise MediaUnavailable(f"The media store does not answer: {reason}") from error


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]

"""A real Azure blob server (Azurite) for tests, in a folder that goes again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

VERSION = "3.37.0"
ACCOUNT = "devstoreaccount1"
# The key that Azurite's documentation gives to everybody.
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


@dataclass(frozen=True)
class Azurite:
    """A running server."""

    port: int

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}/{ACCOUNT}"

    @property
    def connection_string(self) -> str:
        return f"AccountName={ACCOUNT};AccountKey={KEY};BlobEndpoint={self.endpoint};"

    def container(self, name: str) -> Any:
        """A new container, as a store of its own."""
        from obstore.store import AzureStore

        _create_container(self.endpoint, name)
        settings: Any = {"account_name": ACCOUNT, "account_key": KEY, "endpoint": self.endpoint}
        return AzureStore(name, config=settings, client_options={"allow_http": True})


@pytest.fixture(scope="session")
def azurite() -> Iterator[Azurite]:
    node, program = shutil.which("node"), _installed()
    with TemporaryDirectory(prefix="azurite") as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        options = ["--blobHost", "127.0.0.1", "--blobPort", str(port), "--location", folder]
        command = [str(node), str(program), *options, "--silent", "--skipApiVersionCheck"]
        command += ["--disableTelemetry"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _await(process, port)
            yield Azurite(port)
        finally:
            process.terminate()
            process.wait(20)


def _installed() -> Path:
    """The server's program, installed by npm into the user's cache the first time."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = cache / "tillhouse-tests" / f"azurite-{VERSION}"
    program = folder / "node_modules" / "azurite" / "dist" / "src" / "blob" / "main.js"
    if program.exists():
        return program
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("Azurite needs npm and node, which are not installed here")
    partial = folder.with_name(f"{folder.name}-{os.getpid()}")
    partial.mkdir(parents=True)
    command = [npm, "install", "--prefix", str(partial), "--no-audit", "--no-fund", "--silent"]
    done = subprocess.run([*command, f"azurite@{VERSION}"], capture_output=True, timeout=300)
    if done.returncode:
        shutil.rmtree(partial)
        pytest.skip(f"npm could not install Azurite: {done.stderr.decode()[-200:]}")
    if not folder.exists():
        partial.rename(folder)
    return program


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(150):
        if process.poll() is not None:
            raise RuntimeError("Azurite ended at once")
        try:
            urlopen(f"http://127.0.0.1:{port}/{ACCOUNT}?comp=list", timeout=1)
        except HTTPError:
            return  # it answers, if only to say that we may not
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("Azurite does not answer")


def _create_container(endpoint: str, name: str) -> None:
    """One signed request: the storage client itself only knows objects."""
    import base64
    import hashlib
    import hmac
    from email.utils import formatdate
    from urllib.request import Request

    moment = formatdate(usegmt=True)
    headers = f"x-ms-date:{moment}\nx-ms-version:2021-12-02"
    resource = f"/{ACCOUNT}/{ACCOUNT}/{name}\nrestype:container"
    text = "PUT" + "\n" * 12 + f"{headers}\n{resource}"
    digest = hmac.new(base64.b64decode(KEY), text.encode(), hashlib.sha256).digest()
    request = Request(f"{endpoint}/{name}?restype=container", method="PUT")
    request.add_header("x-ms-date", moment)
    request.add_header("x-ms-version", "2021-12-02")
    request.add_header("Authorization", f"SharedKey {ACCOUNT}:{base64.b64encode(digest).decode()}")
    urlopen(request, timeout=10).close()

"""What every test shares: this environment's programs first, no display, one thread a process, one JupyterLab.

And the same random numbers in each run of the tests, also where what is tested was given no seed.
"""

import importlib
import importlib.util
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]

os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
os.environ.setdefault("JUPYTER_PLATFORM_DIRS", "1")
os.environ.setdefault("MPLBACKEND", "Agg")
os.environ.setdefault("OMP_NUM_THREADS", "1")

# absl, which TensorBoard imports, logs to what sys.stderr is at that moment: pytest's capture. Whoever sets logging up
# anew, as each application of Jupyter's does, closes it, and with it the capture of all tests that follow.
if importlib.util.find_spec("absl"):
    importlib.import_module("absl.logging").get_absl_handler().python_handler.stream = sys.__stderr__


def pytest_configure() -> None:
    """Let hypothesis try the same examples in each run. (`make gpu` works without it.)"""
    if importlib.util.find_spec("hypothesis"):
        importlib.import_module("hypothesis").settings.load_profile("ci")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests marked `cuda` where there is no such device. torch is loaded only for them."""
    for item in items:
        if item.get_closest_marker("cuda") and not cuda_is_there():
            item.add_marker(pytest.mark.skip(reason="needs a CUDA device"))


@cache
def cuda_is_there() -> bool:
    return bool(importlib.import_module("torch").cuda.is_available())


@pytest.hookimpl(tryfirst=True)  # before the fixtures of the test, which may draw
def pytest_runtest_setup() -> None:
    """Start all sources of random numbers anew, and let the operating system's give the same ones in each test."""
    random.seed(0)
    secrets.randbits = random.Random(0).getrandbits
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(0)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def hostile() -> ModuleType:
    """The module hostile.py: cells and metadata of a hostile submission."""
    spec = importlib.util.spec_from_file_location("hostile", Path(__file__).with_name("hostile.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Lab:
    """JupyterLab as `make lab` starts it, with nobody's settings and no browser."""

    def __init__(self, home: Path) -> None:
        self.port = free_port()
        self.token = "secret"
        self._log = home / "log"
        arguments = f"--no-browser --ServerApp.port_retries=0 --IdentityProvider.token={self.token}"
        folders = {f"JUPYTERLAB_{name.upper()}_DIR": str(home / name) for name in ("settings", "workspaces")}
        make = ["make", f"VENV={sys.prefix}", f"--old-file={sys.prefix}/.installed", "lab"]
        with self._log.open("w") as output:
            self._server = subprocess.Popen(
                [*make, f"LESSONLIB_PORT={self.port}", f"ARGS={arguments}"],
                cwd=ROOT,
                env=os.environ | folders,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def request(self, path: str, form: dict[str, str] | None = None) -> tuple[str, str]:
        """The final URL and the text of an answer; with `form` it is a POST."""
        data = urllib.parse.urlencode(form).encode() if form else None
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(self.url(path), data, headers)
        with urllib.request.urlopen(request, timeout=600) as answer:
            return answer.url, answer.read().decode()

    def wait(self, seconds: float) -> None:
        """Return when the server answers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._server.poll() is None:
            try:
                self.request("/api/status")
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
            else:
                return
        raise AssertionError(f"JupyterLab did not start:\n{self._log.read_text()}")

    def stop(self) -> None:
        os.killpg(self._server.pid, signal.SIGTERM)
        self._server.wait(timeout=600)


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """One server for all tests."""
    lab = Lab(tmp_path_factory.mktemp("lab"))
    try:
        lab.wait(600)  # it gives up at once when the server ends
        yield lab
    finally:
        lab.stop()

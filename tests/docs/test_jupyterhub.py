"""docs/jupyterhub.md: its configuration starts a hub in which three users work, each for themselves."""

import asyncio
import json
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests

PAGE = Path(__file__).parents[2] / "docs" / "jupyterhub.md"
USERS = ("ada", "bob", "eve")
# All run as the user of the test, which may not be root: only who logs in, and where their files are, is different.
HERE = """
c.JupyterHub.bind_url = "http://127.0.0.1:{port}/"
c.JupyterHub.hub_port = {hub}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = "secret"
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = "{homes}/{{username}}"
c.Spawner.args = ["--allow-root"]
c.Spawner.environment = {{"PATH": {path!r}, "JUPYTER_CONFIG_PATH": "{config}"}}
"""
NBGRADER = """
c = get_config()
c.CourseDirectory.course_id = "dl2026"
c.Exchange.root = "{exchange}"
"""
SECONDS = 240


def configurations():
    """The two of the page: of the hub, and what limits its users."""
    return re.findall(r"^```py\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def wait_for(url, process, log):
    """Until the page is there: the proxy answers before the hub does, that there is none."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text("utf-8")[-3000:]
        try:
            if requests.get(url, timeout=10).ok:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.5)
    raise AssertionError(f"nothing answered at {url}: {log.read_text('utf-8')[-3000:]}")


@pytest.fixture
def hub(tmp_path):
    """The address of a hub with the configuration of the page, and the users' homes."""
    if find_spec("jupyterhub") is None or shutil.which("configurable-http-proxy") is None:
        pytest.skip("no JupyterHub here: pip install '.[hub]' and npm install configurable-http-proxy")
    config, _ = configurations()
    port, api, hub_port = free_ports(3)
    homes, exchange, nbgrader = (tmp_path / name for name in ("homes", "exchange", "nbgrader"))
    for folder in (homes, exchange, nbgrader):
        folder.mkdir()
    exchange.chmod(0o1777)
    (nbgrader / "nbgrader_config.py").write_text(NBGRADER.format(exchange=exchange), "utf-8")
    own = HERE.format(port=port, api=api, hub=hub_port, homes=homes, path=os.environ["PATH"], config=nbgrader)
    (tmp_path / "jupyterhub_config.py").write_text(config + own, "utf-8")
    log = tmp_path / "log"
    command = [sys.executable, "-m", "jupyterhub", "-f", "jupyterhub_config.py"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=tmp_path, stdout=out, stderr=subprocess.STDOUT)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/hub/login", process, log)
        yield address, homes, log
    finally:
        process.terminate()
        process.wait(60)


def submit_login(address, name):
    """A browser, and what it got for a name and the password."""
    browser = requests.Session()
    browser.headers["Sec-Fetch-Mode"] = "navigate"
    form = browser.get(f"{address}/hub/login", timeout=60)
    token = re.search(r'name="_xsrf"\s+value="([^"]+)"', form.text)
    assert token, form.text
    answers = {"username": name, "password": "secret", "_xsrf": token[1]}
    return browser, browser.post(f"{address}/hub/login", data=answers, timeout=SECONDS)


def log_in(address, name):
    """A browser in which somebody has logged in, with a server that is ready."""
    browser, answer = submit_login(address, name)
    answer.raise_for_status()
    browser.get(f"{address}/hub/spawn/{name}", timeout=SECONDS)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        page = browser.get(f"{address}/user/{name}/lab", timeout=SECONDS)
        if page.status_code == 200 and page.url.startswith(f"{address}/user/{name}/lab"):
            return browser
        time.sleep(1)
    raise AssertionError(f"the server of {name} is not ready: {page.status_code} {page.url}")


@pytest.mark.slow
@pytest.mark.nightly
def test_three_users_work_each_for_themselves(hub):
    address, homes, log = hub
    browsers = {name: log_in(address, name) for name in USERS}
    for name, browser in browsers.items():
        (homes / name / f"{name}.txt").write_text("mine", "utf-8")
        listed = browser.get(f"{address}/user/{name}/api/contents", timeout=60).json()
        assert f"{name}.txt" in [one["name"] for one in listed["content"]]
        assert "JupyterLab" in browser.get(f"{address}/user/{name}/lab", timeout=60).text
        kernels = browser.get(f"{address}/user/{name}/api/kernelspecs", timeout=60).json()
        assert "python3" in kernels["kernelspecs"]
        courses = browser.get(f"{address}/user/{name}/assignments?course_id=dl2026", timeout=120)
        assert json.loads(courses.text)["success"] is True, courses.text
    other = browsers["bob"].get(f"{address}/user/ada/api/contents", timeout=60)
    assert other.status_code in (403, 404), log.read_text("utf-8")[-2000:]
    assert "ada.txt" not in other.text
    stranger = requests.get(f"{address}/user/ada/api/contents", timeout=60)
    assert "ada.txt" not in stranger.text


@pytest.mark.slow
@pytest.mark.nightly
def test_who_is_not_on_the_list_is_not_let_in(hub):
    address, *_ = hub
    _, answer = submit_login(address, "mallory")
    assert answer.status_code == 403


@pytest.mark.nightly
def test_the_limits_of_the_page_are_asked_of_systemd(monkeypatch, tmp_path):
    """What the spawner would pass to systemd-run; whether systemd keeps it, no test without root can see."""
    reason = "no systemdspawner here: pip install jupyterhub-systemdspawner"
    systemd = pytest.importorskip("systemdspawner.systemd", reason=reason)
    from traitlets.config import Config, PyFileConfigLoader

    _, snippet = configurations()
    (tmp_path / "limits.py").write_text("c = get_config()\n" + snippet, "utf-8")
    config = PyFileConfigLoader("limits.py", str(tmp_path)).load_config()
    assert config.JupyterHub.spawner_class == "systemd"
    asked = {}

    async def note(unit, **options):
        asked.update(options["properties"], unit=unit)

    async def no(unit):
        return False

    monkeypatch.setattr(systemd, "start_transient_service", note)
    monkeypatch.setattr(systemd, "service_running", no)
    monkeypatch.setattr(systemd, "service_failed", no)
    asyncio.run(started(Config(SystemdSpawner=config.SystemdSpawner)))
    assert {name: value for name, value in asked.items() if value} == {
        "unit": "jupyter-ada-singleuser", "MemoryAccounting": "yes", "MemoryMax": 4 << 30, "CPUAccounting": "yes",
        "CPUQuota": "200%", "PrivateTmp": "yes", "NoNewPrivileges": "yes", "TasksMax": "1024",
    }  # fmt: skip


async def started(config):
    """Starts a spawner for Ada, who is whoever runs the test on this machine."""
    from systemdspawner import SystemdSpawner

    user = SimpleNamespace(name="ada", id=1, settings={}, url="/user/ada/")
    spawner = SystemdSpawner(config=config, user=user, hub=SimpleNamespace(), start_timeout=0)
    assert set(config.SystemdSpawner) <= set(spawner.trait_names(config=True))
    spawner.username_template = pwd.getpwuid(os.geteuid()).pw_name
    spawner.get_env, spawner.get_args = dict, list
    await spawner.start()

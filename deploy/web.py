"""The web server: `python -m deploy.web PORT WORKERS APPLICATION [LOG LEVEL]`, as `8000 2 wsgi:create_app`.

The application is built once, before the processes that answer are forked: they share the memory of all
that they do not change, none of them reads the code again, and one that died is replaced at once.
"""

from __future__ import annotations

import gc
import sys
from importlib import import_module

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from sqlalchemy.orm import configure_mappers

from portal.settings import SettingsError


def main(port: str, workers: str, application: str, log_level: str = "info") -> int:
    try:
        built = build(application)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    server = Granian(
        application,
        address="127.0.0.1",
        port=int(port),
        interface=Interfaces.WSGI,
        workers=int(workers),
        # One request at a time in each of several processes.
        blocking_threads=1,
        websockets=False,
        log_level=LogLevels(log_level),
        # A process that ends by itself, or is ended, is replaced.
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=5,
    )
    server.serve(target_loader=lambda: built, wrap_loader=False)
    return 0


def build(application: str) -> Flask:
    """The application, ready to be forked; what it consists of is never looked through for garbage again.

    Nothing may be connected to a database yet: a connection cannot be shared by processes.
    """
    gc.disable()
    module, _, factory = application.partition(":")
    built: Flask = getattr(import_module(module), factory)()
    configure_mappers()
    gc.freeze()
    gc.enable()
    return built


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

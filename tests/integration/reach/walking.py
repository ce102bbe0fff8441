"""Asks every address that names a thing, as everybody who gets through its door; writes the answers down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.kernel.access import Actor, Open, Permission, Role, RoleScope, can
from portal.kernel.db import db
from tests.integration.reach.scene import COLLEAGUE, Scene, thing_for

TABLE = Path(__file__).parents[1] / "access_objects.txt"
ORDER = [Role.PRACTITIONER, COLLEAGUE, *(role for role in Role if role is not Role.PRACTITIONER)]


def rules_about_things(app: Flask) -> list[Rule]:
    """The addresses that name a thing, and that somebody must be signed in for."""
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules() if arguments_of(rule)}
    guarded = [
        one for one in rules.values() if app.view_functions[one.endpoint].__access__ is not Open.PUBLIC
    ]
    return sorted(guarded, key=lambda rule: rule.endpoint)


def arguments_of(rule: Rule) -> set[str]:
    """What stands in the address itself, and not in its ending."""
    return rule.arguments - set(rule.defaults or ())


def lines(app: Flask, scene: Scene) -> Iterator[str]:
    """A line for each address and method: what everybody got for what is theirs, and for what is not."""
    for rule in rules_about_things(app):
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            yield f"{rule.endpoint:<28} {method:<5} {_answers(app, scene, rule, method)}"


def _answers(app: Flask, scene: Scene, rule: Rule, method: str) -> str:
    urls = [url_on(app, rule, side) for side in (scene.home, scene.away)]
    found: dict[str, list[str]] = {}
    for player in ORDER:
        if not _gets_in(app, rule, player):
            continue
        answer = "/".join(str(answer_to(app, scene.keys[player], method, url).status_code) for url in urls)
        found.setdefault(answer, []).append(str(player))
    return "; ".join(f"{answer} {' '.join(players)}" for answer, players in sorted(found.items()))


def url_on(app: Flask, rule: Rule, side: object) -> str:
    things = {name: thing_for(rule.endpoint, name, side) for name in arguments_of(rule)}
    with app.test_request_context():
        return str(app.url_for(rule.endpoint, **things, **(rule.defaults or {})))


def _gets_in(app: Flask, rule: Rule, player: str) -> bool:
    """Whoever is stopped at the door is no news here: test_access_walk.py asks all of them."""
    needs = app.view_functions[rule.endpoint].__access__
    role = Role.PRACTITIONER if player == COLLEAGUE else Role(player)
    scopes = {RoleScope(role, agency_id=1, school_id=1), RoleScope(Role.PRACTITIONER)}
    return not isinstance(needs, Permission) or can(Actor(person_id=1, scopes=frozenset(scopes)), needs)


def answer_to(app: Flask, key: str, method: str, url: str) -> TestResponse:
    """The answer; whatever the request changed is undone."""
    connection: Any = db.engines[None]
    undone = connection.begin_nested()
    try:
        with app.app_context():
            return send(app, key, method, url)
    finally:
        undone.rollback()


def send(app: Flask, key: str, method: str, url: str) -> TestResponse:
    client = FlaskClient(app, app.response_class)
    with client.session_transaction() as session:
        session["_user_id"] = key
        session["_fresh"] = True
        session["csrf_token"] = "walk"
    if method == "GET":
        return client.get(url, buffered=True)
    signer = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token")
    return client.post(url, data={"csrf_token": signer.dumps("walk")}, buffered=True)

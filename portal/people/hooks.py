"""What the rooms above are told of people: a room hands over the provider `posts_changed`."""

from __future__ import annotations

from collections.abc import Collection

from portal.kernel.db import db
from portal.kernel.slice import registry


def tell_posts_changed(person_ids: Collection[int]) -> None:
    """Posts of these people have begun, changed, ended or passed to somebody else, in this transaction."""
    db.session.flush()
    for hear in registry().providers("posts_changed"):
        hear(person_ids)

"""Makes the credential of a certificate from its snapshot, and what is said about all of them.

Nothing else goes in: no profile, no address, no setting but where this installation is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from portal.kernel import clock
from portal.kernel.text import listed, long_day
from training.badges.domain import Awarder, encoded_list, place_of
from training.certificates.documents import length_in_words
from training.certificates.domain import Snapshot, code_in_groups

Claims = Mapping[str, Any]

W3C = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
# How long whoever checks a badge may go by a list that they have; and how long one is believed at all.
LIST_FRESH_FOR = timedelta(minutes=5)
LIST_VALID_FOR = timedelta(days=1)


def credential(snapshot: Snapshot, certificate_id: int, awarder: Awarder) -> Claims:
    """What is signed: the credential itself, and the claims of a JWT that say the same."""
    starts = _begins(snapshot.issued_on)
    # The last day that is printed still counts, to its end in London.
    ends = _begins(snapshot.expires_on + timedelta(days=1)) if snapshot.expires_on else None
    body: dict[str, Any] = {
        "@context": [W3C, OPEN_BADGES],
        "id": snapshot.check_url,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": snapshot.course_title,
        "issuer": {**_who(awarder), "name": snapshot.issuer},
        "validFrom": _said(starts),
        "credentialSubject": _subject(snapshot),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "credentialStatus": _status(certificate_id, awarder),
    }
    claims = {"iss": awarder.id, "jti": snapshot.check_url, "nbf": int(starts.timestamp())}
    if ends:
        body["validUntil"] = _said(ends)
        claims["exp"] = int(ends.timestamp())
    return {**body, **claims}


def _subject(snapshot: Snapshot) -> Claims:
    """Whose it is, by the name that is printed: a badge holds no e-mail address, not even a hash of one."""
    first, last = min(snapshot.dates, default=None), max(snapshot.dates, default=None)
    days = {"activityStartDate": first, "activityEndDate": last}
    return {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": snapshot.person_name,
                "identityType": "name",
            }
        ],
        "licenseNumber": code_in_groups(snapshot.code),
        **{name: _said(_begins(day)) for name, day in days.items() if day},
        "achievement": _achievement(snapshot),
    }


def _achievement(snapshot: Snapshot) -> Claims:
    length, dates = length_in_words(snapshot.minutes), listed([long_day(day) for day in snapshot.dates])
    covered = "".join(f"\n- {outcome}" for outcome in snapshot.outcomes)
    return {
        "id": _name_of_course(snapshot),
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "name": snapshot.course_title,
        "description": f"{snapshot.course_title}: training at level {snapshot.level}, {length}",
        "criteria": {
            "narrative": f"Attended all of the training ({length}) on {dates}."
            + (f" It covered:\n{covered}" if covered else "")
        },
        "inLanguage": "en-GB",
        "tag": [snapshot.level],
    }


def _name_of_course(snapshot: Snapshot) -> str:
    """The same for everybody who completed this version of this course here, though the course be deleted."""
    page = snapshot.check_url.removesuffix(snapshot.code)
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{page}#{snapshot.course_title}#{snapshot.course_version}')}"


def _status(certificate_id: int, awarder: Awarder) -> Claims:
    place = place_of(certificate_id)
    address = awarder.address_of_list(place.number)
    return {
        "id": f"{address}#{place.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(place.index),
        "statusListCredential": address,
    }


def status_list(number: int, indices: Iterable[int], awarder: Awarder, now: datetime) -> Claims:
    """A list of which certificates were taken back, as it is signed at this moment."""
    address, until = awarder.address_of_list(number), now + LIST_VALID_FOR
    claims = {"iss": awarder.id, "jti": address, "nbf": int(now.timestamp()), "exp": int(until.timestamp())}
    return {
        **claims,
        "@context": [W3C],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": awarder.id,
        "validFrom": _said(now),
        "validUntil": _said(until),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded_list(indices),
            "ttl": int(LIST_FRESH_FOR.total_seconds() * 1000),
        },
    }


def profile(awarder: Awarder) -> Claims:
    """Who signs, as the address says by which badges name them."""
    return {"@context": [W3C, OPEN_BADGES], **_who(awarder)}


def _who(awarder: Awarder) -> Claims:
    return {"id": awarder.id, "type": ["Profile"], "name": awarder.name, "url": awarder.public_url}


def _begins(day: date) -> datetime:
    return clock.at_london(day, time(0))


def _said(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""Feedback on paper: a tagged PDF that a screen reader can read, too."""

from __future__ import annotations

import io

import pikepdf
import pytest

from portal.kernel import pdf
from portal.kernel.db import db
from tests.integration.feedback import scene as made
from tests.integration.marking import scene as cast


@pytest.fixture
def scene(client):
    scene, audit = made.finished(client)
    scene.feedback = made.released(scene, audit)
    client.sign_in(scene.lead)
    return scene


def document(client, scene):
    response = client.get(f"/feedback/{scene.feedback.id}/document.pdf")
    assert response.mimetype == "application/pdf"
    return response, pikepdf.open(io.BytesIO(response.data))


def test_is_tagged_and_says_its_title_and_language(client, scene):
    response, paper = document(client, scene)
    assert paper.Root.MarkInfo.Marked
    assert str(paper.Root.Lang) == "en-GB"
    assert paper.Root.ViewerPreferences.DisplayDocTitle
    with paper.open_metadata() as metadata:
        assert metadata["dc:title"] == f"Feedback on {scene.assessment.reference}"
        assert metadata["pdfuaid:part"] == "1"
    assert response.headers["Content-Disposition"].endswith(f'feedback-{scene.assessment.reference}.pdf"')


def test_its_picture_has_words(client, scene):
    _, paper = document(client, scene)
    pictures = [
        one for one in paper.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"
    ]
    assert pictures
    assert all(str(one.get("/Alt", "")) for one in pictures)


def test_opening_it_is_logged(client, scene):
    document(client, scene)
    assert client.get("/my-feedback").text.count("New") == 0


def test_very_long_evidence_runs_over_pages(client):
    scene = cast.a_scene()
    audit = cast.filled(scene, answers={"A1": "1"})
    mark = db.session.query(cast.Mark).filter_by(audit_id=audit.id, key="A1").one()
    mark.evidence = "A long story. " * 700 + "x" * 500
    cast.submit(client, scene, audit)
    scene.feedback = made.released(scene, audit)
    client.sign_in(scene.lead)
    _, paper = document(client, scene)
    assert len(paper.pages) > 6


def test_a_machine_without_the_libraries_says_so(client, scene, monkeypatch):
    def missing():
        raise pdf.Unavailable("PDFs cannot be made on this machine yet")

    monkeypatch.setattr(pdf, "_weasyprint", missing)
    response = client.get(f"/feedback/{scene.feedback.id}/document.pdf")
    assert response.status_code == 503

"""The shipped data is the form of docs/audits.md, files are refused by place, and fingerprints hold."""

import json
from hashlib import sha256

import pytest

from checklists.domain import Critical, DefinitionInvalid, EvidenceRule, FormKind
from checklists.schema import read_bank
from checklists.versions import DATA, canonical, content_hash, shipped_versions, structure_hash
from tests.unit.checklists.answers import DIP, FULL


@pytest.fixture
def document():
    return json.loads((DATA / "feha-audit" / "1.json").read_text("utf-8"))


def test_sections_and_weights_are_the_proposed_ones():
    weights = " ".join(f"{section.key}{section.weight}" for section in FULL.sections)
    assert weights == "A2 B1 C3 D3 E3 F2 G2 H2 I1"
    assert sum(section.weight for section in FULL.sections) == 19
    assert sum(item.weight for item in FULL.items()) == 68


def test_thirty_items_twelve_in_the_dip_sample_seven_principles():
    assert (len(FULL.item_keys()), len(DIP.item_keys()), len(FULL.principles)) == (30, 12, 7)
    critical = {item.key: item.critical for item in FULL.items() if item.critical}
    assert [key for key, kind in critical.items() if kind is Critical.SAFETY] == ["B1", "D4"]
    assert [key for key, kind in critical.items() if kind is Critical.QUALITY] == ["A1", "C1", "G1"]
    assert all(item.evidence is EvidenceRule.ALWAYS for item in FULL.items() if item.critical)


def test_a_critical_item_is_never_excused_by_another_reason():
    excused = {
        item.key: [reason.code for reason in item.na_reasons] for item in FULL.items() if item.critical
    }
    assert excused == {"A1": [], "B1": [], "C1": ["unborn_child_only"], "D4": [], "G1": []}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda d: d.pop("rules"), "rules: is missing"),
        (lambda d: d.update(extra=1), "extra: is not known here"),
        (lambda d: d["sections"][0]["items"][2].update(weight=4), "sections[0].items[2].weight"),
        (lambda d: d["sections"][0]["items"][2].update(weight=True), "sections[0].items[2].weight"),
        (lambda d: d["sections"][1].update(items=[]), "sections[1].items"),
        (
            lambda d: d["sections"][1]["items"][0]["anchors"].pop("3"),
            "sections[1].items[0].anchors.3: is missing",
        ),
        (
            lambda d: d["sections"][1]["items"][0].update(critical="big"),
            "critical: must be one of safety, quality",
        ),
        (
            lambda d: d["sections"][1]["items"][0].update(sources=" "),
            "sections[1].items[0].sources: must be text",
        ),
        (lambda d: d["sections"][1]["items"][0].update(forms=["ful"]), "forms[0]: ful is not known"),
        (lambda d: d["sections"][1]["items"][0].update(key="A1"), "items: the key A1 is used twice"),
        (
            lambda d: d["sections"][0]["items"][0].update(principles=["GH9"]),
            "item A1: there is no principle GH9",
        ),
        (lambda d: d["rules"].update(thin_below=0.5), "rules.thin_below: must be text"),
        (lambda d: d["rules"].update(thin_below="half"), "rules.thin_below: must be a fraction"),
        (lambda d: d["rules"]["bands"].reverse(), "rules.bands"),
        (lambda d: d["scale"].reverse(), "scale"),
        (lambda d: d["closing"].append("?"), "closing[5]: must be an object"),
        (lambda d: d["unsafe_child"]["options"][0].update(needs_text="no"), "options[0].needs_text"),
    ],
)
def test_a_bad_file_is_refused_by_place(document, change, place):
    change(document)
    with pytest.raises(DefinitionInvalid, match=place.replace("[", r"\[").replace("]", r"\]")):
        read_bank(json.dumps(document))


def test_what_is_not_json_is_refused():
    with pytest.raises(DefinitionInvalid, match="is not JSON"):
        read_bank("{")


def test_content_hash_is_of_the_canonical_text(document):
    shipped = next(shipped_versions())
    expected = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert content_hash(shipped.canonical) == sha256(expected).hexdigest()
    assert canonical({"b": "é", "a": [1]}) == '{"a":[1],"b":"é"}'


def structure_after(document, kind, change):
    change(document["sections"][0]["items"][1])
    return structure_hash(read_bank(json.dumps(document)).form(kind))


def test_wording_leaves_the_structure_hash_alone(document):
    change = {"label": "Other words", "prompt": "New?", "sources": "S9", "evidence": "always"}
    assert structure_after(document, FormKind.FULL, lambda item: item.update(change)) == structure_hash(FULL)


@pytest.mark.parametrize(
    "change",
    [
        {"weight": 1},
        {"critical": "quality"},
        {"key": "A9"},
        {"na_reasons": [{"code": "other", "label": "Another reason", "needs_text": True}]},
    ],
)
def test_structure_changes_the_structure_hash(document, change):
    assert structure_after(document, FormKind.FULL, lambda item: item.update(change)) != structure_hash(FULL)


def test_an_item_of_the_full_form_alone_leaves_the_dip_structure_alone(document):
    assert structure_after(document, FormKind.DIP, lambda item: item.update(weight=1)) == structure_hash(DIP)
    assert structure_hash(DIP) != structure_hash(FULL)


def test_every_shipped_file_stands_under_its_own_name():
    paths = {(path.parent.name, int(path.stem)) for path in DATA.glob("*/*.json")}
    assert {(version.bank.checklist, version.bank.version) for version in shipped_versions()} == paths

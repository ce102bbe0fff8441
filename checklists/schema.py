"""Makes a checklist version of its JSON, or says where the JSON is wrong.

The schema is written down in `checklists/data/README.md`.
"""

from __future__ import annotations

import json

from checklists.domain import (
    GRADES,
    Anchor,
    Band,
    Bank,
    Choice,
    ClosingQuestion,
    Critical,
    CriticalCap,
    DefinitionInvalid,
    EvidenceRule,
    FormKind,
    FormTitle,
    GoodHelpRules,
    GradeWord,
    Item,
    Principle,
    PrincipleCap,
    Rules,
    Section,
    SectionLimit,
    Suggestion,
    UnsafeQuestion,
)
from checklists.reading import Place

WEIGHTS = range(1, 4)
COUNTS = range(100)


def read_bank(text: str) -> Bank:
    """Raise `DefinitionInvalid`, naming the place, when the text is not a usable version."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise DefinitionInvalid("", f"is not JSON ({error})") from error
    top = Place("", document)
    bank = Bank(
        checklist=top.text("checklist"),
        version=top.whole("version", range(1, 10_000)),
        name=top.text("name"),
        summary=top.text("summary"),
        forms=tuple(_form_title(place) for place in top.each("forms")),
        scale=tuple(
            step.done(GradeWord(step.whole("grade", GRADES), step.text("word"))) for step in top.each("scale")
        ),
        rules=_rules(top.within("rules")),
        unsafe_child=_unsafe_question(top.within("unsafe_child")),
        sections=tuple(_section(place) for place in top.each("sections")),
        principles=tuple(_principle(place) for place in top.each("principles")),
        closing=tuple(_closing_question(place) for place in top.each("closing", empty=True)),
    )
    top.done(None)
    _check_whole(bank)
    return bank


def _form_title(place: Place) -> FormTitle:
    return place.done(
        FormTitle(
            kind=FormKind(place.choice("kind", FormKind)),
            title=place.text("title"),
            purpose=place.text("purpose"),
        )
    )


def _choices(place: Place, name: str) -> tuple[Choice, ...]:
    return tuple(
        entry.done(Choice(entry.text("code"), entry.text("label"), entry.flag("needs_text")))
        for entry in place.each(name, empty=True)
    )


def _anchors(place: Place) -> tuple[Anchor, ...]:
    anchors = place.within("anchors")
    return anchors.done(tuple(Anchor(grade, anchors.text(str(grade))) for grade in GRADES))


def _item(place: Place) -> Item:
    critical = place.choice("critical", Critical, none=True)
    return place.done(
        Item(
            key=place.text("key"),
            label=place.text("label"),
            prompt=place.text("prompt"),
            weight=place.whole("weight", WEIGHTS),
            critical=Critical(critical) if critical else None,
            evidence=EvidenceRule(place.choice("evidence", EvidenceRule)),
            forms=tuple(FormKind(kind) for kind in place.words("forms", FormKind)),
            na_reasons=_choices(place, "na_reasons"),
            principles=place.words("principles"),
            anchors=_anchors(place),
            sources=place.text("sources"),
        )
    )


def _section(place: Place) -> Section:
    return place.done(
        Section(
            key=place.text("key"),
            title=place.text("title"),
            weight=place.whole("weight", WEIGHTS),
            items=tuple(_item(entry) for entry in place.each("items")),
        )
    )


def _principle(place: Place) -> Principle:
    return place.done(
        Principle(
            key=place.text("key"),
            title=place.text("title"),
            prompt=place.text("prompt"),
            good=place.words("good"),
            poor=place.words("poor"),
            where=place.text("where"),
            anchors=_anchors(place),
            na_reasons=_choices(place, "na_reasons"),
            sources=place.text("sources"),
        )
    )


def _unsafe_question(place: Place) -> UnsafeQuestion:
    return place.done(
        UnsafeQuestion(
            place.text("key"), place.text("prompt"), place.text("hint"), _choices(place, "options")
        )
    )


def _closing_question(place: Place) -> ClosingQuestion:
    return place.done(
        ClosingQuestion(
            place.text("key"), place.text("prompt"), place.text("purpose"), _choices(place, "options")
        )
    )


def _rules(place: Place) -> Rules:
    return place.done(
        Rules(
            bands=tuple(
                band.done(Band(band.whole("grade", GRADES), band.fraction("at_least")))
                for band in place.each("bands")
            ),
            thin_below=place.fraction("thin_below"),
            sections_needed=place.fraction("sections_needed"),
            weight_needed=place.fraction("weight_needed"),
            critical_caps=tuple(_critical_cap(cap) for cap in place.each("critical_caps", empty=True)),
            section_limits=tuple(_section_limit(limit) for limit in place.each("section_limits", empty=True)),
            done_now_at_or_below=place.whole("done_now_at_or_below", range(5)),
            good_help=_good_help_rules(place.within("good_help")),
        )
    )


def _critical_cap(place: Place) -> CriticalCap:
    return place.done(
        CriticalCap(
            Critical(place.choice("critical", Critical)),
            place.whole("value", GRADES),
            place.whole("cap", GRADES),
        )
    )


def _section_limit(place: Place) -> SectionLimit:
    return place.done(
        SectionLimit(
            place.text("clause"),
            place.whole("sections", COUNTS),
            place.whole("at_or_below", GRADES),
            place.whole("cap", GRADES),
        )
    )


def _good_help_rules(place: Place) -> GoodHelpRules:
    return place.done(
        GoodHelpRules(
            valued_needed=place.whole("valued_needed", COUNTS),
            caps=tuple(
                cap.done(PrincipleCap(cap.whole("value", GRADES), cap.whole("cap", GRADES)))
                for cap in place.each("caps", empty=True)
            ),
            suggestions=tuple(
                offer.done(
                    Suggestion(
                        offer.whole("grade", GRADES),
                        offer.fraction("share"),
                        offer.whole_or_none("poor_at_most", COUNTS),
                    )
                )
                for offer in place.each("suggestions", empty=True)
            ),
            why_when_apart=place.whole("why_when_apart", COUNTS),
        )
    )


def _check_whole(bank: Bank) -> None:
    """What no single place can show: keys are unique, and what is referred to exists."""
    sections = [section.key for section in bank.sections]
    items = [item.key for section in bank.sections for item in section.items]
    principles = [principle.key for principle in bank.principles]
    for place, keys in (("sections", sections), ("items", items), ("principles", principles)):
        for key in keys:
            if keys.count(key) > 1:
                raise DefinitionInvalid(place, f"the key {key} is used twice")
    for item in (item for section in bank.sections for item in section.items):
        for key in set(item.principles) - set(principles):
            raise DefinitionInvalid(f"item {item.key}", f"there is no principle {key}")
    if tuple(step.grade for step in bank.scale) != GRADES:
        raise DefinitionInvalid("scale", "must name the grades 4, 3, 2 and 1, in this order")
    cuts = [band.at_least for band in bank.rules.bands]
    if tuple(band.grade for band in bank.rules.bands) != GRADES or cuts != sorted(cuts, reverse=True):
        raise DefinitionInvalid("rules.bands", "must go down from grade 4 to grade 1")

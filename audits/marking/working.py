"""The working of a grade as it is shown, stored with the audit at submission and checked ever after."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from audits.marking.domain import MarkGiven
from checklists.domain import Answer, Band, FormVersion
from checklists.good_help import GoodHelpScore, score_principles
from checklists.scoring import Cap, Score, SectionScore, score, shown_mean

Working = dict[str, Any]


def working_of(form: FormVersion, answers: Mapping[str, Answer]) -> Working:
    """What docs/audits.md R4 to R10, R14 and R16 say of these answers, in JSON; fractions as "29/10"."""
    scored = score(form, answers)
    bands = form.rules.bands
    bound = scored.bound_by
    return {
        # JSON knows no numbers as names.
        "words": {str(grade): word for grade, word in form.grade_words.items()},
        "grade": scored.grade,
        "word": form.grade_words.get(scored.grade or 0),
        "band": scored.band,
        "band_word": form.grade_words.get(scored.band or 0),
        "overall_mean": _exact(scored.overall_mean),
        "shown_mean": _shown(scored.overall_mean, bands),
        "index": scored.index,
        "answered": sum(answers.get(key, Answer.BLANK) is not Answer.BLANK for key in form.item_keys()),
        "asked": len(form.item_keys()),
        "graded_sections": scored.graded_sections,
        "asked_sections": len(scored.sections),
        "asked_weight": scored.asked_weight,
        "valued_weight": scored.valued_weight,
        "sections": [_section(form, section) for section in scored.sections],
        "caps": [{**_cap(form, scored, cap), "binds": cap in bound} for cap in scored.caps],
        "good_help": _good_help(form, score_principles(form, answers)),
    }


def words_in(working: Mapping[str, Any]) -> dict[int, str]:
    """What grades were called when this was made; nothing where they had the form's own words."""
    return {int(grade): word for grade, word in working.get("words", {}).items()}


def _section(form: FormVersion, scored: SectionScore) -> Working:
    return {
        "key": scored.key,
        "title": scored.section.title,
        "weight": scored.section.weight,
        "mean": _exact(scored.mean),
        "shown_mean": _shown(scored.mean, form.rules.bands),
        "band": scored.band,
        "grade": scored.grade,
        "word": form.grade_words.get(scored.grade or 0),
        "thin": scored.thin,
        "valued_weight": scored.valued_weight,
        "asked_weight": scored.asked_weight,
    }


def _cap(form: FormVersion, scored: Score, cap: Cap) -> Working:
    return {
        "rule": cap.rule,
        "cap": cap.cap,
        "item": cap.item,
        "clause": cap.clause,
        "sections": list(cap.sections),
        "says": _in_words(form, scored, cap),
    }


def _in_words(form: FormVersion, scored: Score, cap: Cap) -> str:
    """Why the grade can be no higher, as a sentence for people."""
    most = f"so the overall grade can be no higher than {form.grade_words[cap.cap]} ({cap.cap})"
    if cap.item is None:
        names = {section.key: section.section.title for section in scored.sections}
        return f"{cap.clause.capitalize()} ({'; '.join(names[key] for key in cap.sections)}), {most}"
    item = next(item for item in form.items() if item.key == cap.item)
    said = cap.clause.rpartition(" ")[2]
    graded = "not evidenced" if said == "NE" else f"graded {said}"
    return f"{item.key} {item.label} is a critical {item.critical} item and is {graded}, {most}"


def _good_help(form: FormVersion, scored: GoodHelpScore) -> Working:
    return {
        "profile": [
            {
                "key": one.key,
                "title": one.principle.title,
                "answer": one.answer.value,
                "grade": one.grade,
                "word": form.grade_words.get(one.grade or 0),
            }
            for one in scored.profile
        ],
        "valued": scored.valued,
        "index": _exact(scored.index),
        "shown_index": _shown(scored.index, form.rules.bands),
        "band": scored.band,
        "headline": scored.headline,
        "word": form.grade_words.get(scored.headline or 0),
        "caps": [{"value": cap.value, "cap": cap.cap} for cap in scored.caps],
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _shown(value: Fraction | None, bands: Iterable[Band]) -> str | None:
    return None if value is None else shown_mean(value, bands)


def fingerprint(marks: Iterable[MarkGiven], **around: object) -> str:
    """SHA-256 of everything a marker put down: a later change of any word or grade shows."""
    known = sorted((asdict(mark) for mark in marks if not mark.is_empty), key=lambda mark: str(mark["key"]))
    text = json.dumps({"marks": known, **around}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()

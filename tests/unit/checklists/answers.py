"""Answers for the shipped form, made by exception: `all_at(3, D4=1)`."""

from checklists.domain import Answer, FormKind
from checklists.versions import shipped_form

FULL = shipped_form(FormKind.FULL)
DIP = shipped_form(FormKind.DIP)


def plain(form, start, **others):
    """As a script writes them: whole numbers, "NE" and "NA"."""
    return dict.fromkeys(form.item_keys(), start) | others


def all_at(start, form=FULL, **others):
    return {key: Answer(str(value)) for key, value in plain(form, start, **others).items()}


def items_of(form, *sections):
    return [item.key for section in form.sections if section.key in sections for item in section.items]

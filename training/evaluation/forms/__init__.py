"""What people fill in: the forms themselves, and the questions as they are worded."""

from __future__ import annotations

from training.evaluation.forms.sending import SendForm, form_for
from training.evaluation.forms.wording import PublishForm, StatementForm, texts_form

__all__ = ["PublishForm", "SendForm", "StatementForm", "form_for", "texts_form"]

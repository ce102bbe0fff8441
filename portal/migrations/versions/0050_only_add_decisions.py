"""Let decisions about bookings only be added, and go with their request"""

from __future__ import annotations

from alembic import op

revision = "0050"
down_revision = "0049"

KEPT = '"id", "step_id", "capacity", "agreed", "reason", "by_link", "at"'
OWNED = "EXISTS (SELECT 1 FROM approval_step WHERE approval_step.id = OLD.step_id)"
REFUSAL = "Rows of approval_decision are only ever added"
REFUSE_UPDATE = (
    f"CREATE TRIGGER approval_decision_unchanged BEFORE UPDATE OF {KEPT} ON approval_decision "
    f"FOR EACH ROW BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
)
REFUSE_DELETE = (
    "CREATE TRIGGER approval_decision_undeleted BEFORE DELETE ON approval_decision "
    f"FOR EACH ROW WHEN {OWNED} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
)
FUNCTION = (
    "CREATE OR REPLACE FUNCTION approval_decision_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF TG_OP = 'DELETE' AND NOT {OWNED} THEN RETURN OLD; END IF; "
    f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = '23000'; END $$"
)
REFUSE_BOTH = (
    f"CREATE TRIGGER approval_decision_kept BEFORE DELETE OR UPDATE OF {KEPT} ON approval_decision "
    "FOR EACH ROW EXECUTE FUNCTION approval_decision_refuse()"
)


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in (REFUSE_UPDATE, REFUSE_DELETE) if on_sqlite else (FUNCTION, REFUSE_BOTH):
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER approval_decision_unchanged")
        op.execute("DROP TRIGGER approval_decision_undeleted")
    else:
        op.execute("DROP TRIGGER approval_decision_kept ON approval_decision")
        op.execute("DROP FUNCTION approval_decision_refuse()")

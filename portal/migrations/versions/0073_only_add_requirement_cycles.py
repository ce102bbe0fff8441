"""Let what once counted for a requirement only be added, and go with the requirement"""

from __future__ import annotations

from alembic import op

revision = "0073"
down_revision = "0072"

KEPT = '"id", "person_id", "requirement_id", "number", "completed_on", "until", "version", "noted_at"'
OWNED = "EXISTS (SELECT 1 FROM requirement WHERE requirement.id = OLD.requirement_id)"
REFUSAL = "Rows of requirement_cycle are only ever added"
REFUSE_UPDATE = (
    f"CREATE TRIGGER requirement_cycle_unchanged BEFORE UPDATE OF {KEPT} ON requirement_cycle "
    f"FOR EACH ROW BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
)
REFUSE_DELETE = (
    "CREATE TRIGGER requirement_cycle_undeleted BEFORE DELETE ON requirement_cycle "
    f"FOR EACH ROW WHEN {OWNED} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
)
FUNCTION = (
    "CREATE OR REPLACE FUNCTION requirement_cycle_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF TG_OP = 'DELETE' AND NOT {OWNED} THEN RETURN OLD; END IF; "
    f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = '23000'; END $$"
)
REFUSE_BOTH = (
    f"CREATE TRIGGER requirement_cycle_kept BEFORE DELETE OR UPDATE OF {KEPT} ON requirement_cycle "
    "FOR EACH ROW EXECUTE FUNCTION requirement_cycle_refuse()"
)


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in (REFUSE_UPDATE, REFUSE_DELETE) if on_sqlite else (FUNCTION, REFUSE_BOTH):
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER requirement_cycle_unchanged")
        op.execute("DROP TRIGGER requirement_cycle_undeleted")
    else:
        op.execute("DROP TRIGGER requirement_cycle_kept ON requirement_cycle")
        op.execute("DROP FUNCTION requirement_cycle_refuse()")

"""What every slice may import: access, activity, clock, database, errors, forms, outbox, work and pages' helpers."""

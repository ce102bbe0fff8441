"""Every change of marking: allocations, marks, submission, alerts. Callers commit."""

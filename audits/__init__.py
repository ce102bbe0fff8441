"""Quality audits of early help assessments: register, cycles, marking, feedback."""

"""The register of assessments that audits are drawn from: references and attributes, never a name."""

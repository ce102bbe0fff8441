"""What the practitioner reads once an audit is done."""

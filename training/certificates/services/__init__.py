"""Every change of the ledger of certificates and their documents. Callers commit.

Nothing else ever adds or changes a certificate: no page view, no profile edit, no new template and no
new release of the portal (docs/training.md 4.8).
"""

"""The ledger of certificates, their documents and the public check page."""

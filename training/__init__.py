"""Multi-agency training: from the catalogue to the certificate and the Champion roster."""

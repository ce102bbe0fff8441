"""Certificates as Open Badges 3.0: signed files that another system can read and check by itself."""

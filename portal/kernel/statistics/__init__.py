"""Honest figures from small samples: each comes with its interval, its n and a sentence (docs/audits.md 5.3).

Plain Python, no tables and no pages; scipy is loaded only where a solver or a distribution is needed.
"""

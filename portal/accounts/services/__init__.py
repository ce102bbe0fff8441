"""Every change of ways in. Callers commit, except where a docstring says otherwise."""

"""Every change of requests to join. Callers commit, except where a docstring says otherwise."""

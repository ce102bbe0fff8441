"""Every read of marking. What an auditor sees is found through `auditor_id`: another's is not there."""

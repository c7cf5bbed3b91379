"""Registration and custody: what two institutions register together, certificates, legacy registers."""

"""Fault tests: real processes, a real database file, real HTTP; each row of the safety contract with its ledger."""

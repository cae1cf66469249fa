"""Accounts of staff, for administrators, and the audit."""

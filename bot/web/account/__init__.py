"""One's own account: password, recovery codes, sessions."""

"""Where each role begins."""

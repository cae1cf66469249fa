"""Enrolling a participant: a link with a QR code, for the first account that opens it."""

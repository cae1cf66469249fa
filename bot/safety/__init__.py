"""The crisis screen: text in, verdict out. Pure; it knows nothing of chats, incidents or people."""

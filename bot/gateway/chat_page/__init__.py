"""A chat page for this machine only, to practise as a demo participant. A channel like any other."""

"""Session briefs on screen and on paper."""

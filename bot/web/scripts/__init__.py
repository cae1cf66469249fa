"""Scripts as they are, for content authors and for therapists who want to know what participants read."""

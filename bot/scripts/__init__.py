"""Scripts: their format, how they are loaded and checked, and how one is walked. Pure: no database, no network."""

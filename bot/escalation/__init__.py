"""Who is told of an incident, when, and what comes next. Pure: it reads its YAML and asks nobody for the time."""

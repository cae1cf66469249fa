"""When people are reminded: due times, time zones, quiet hours, and the words. Pure: no clock, no database."""

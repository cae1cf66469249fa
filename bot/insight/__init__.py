"""What can honestly be said of numbers from practice: medians, doses, scores. Pure: no clock, no database."""

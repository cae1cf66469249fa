"""What a therapist opens the day with."""

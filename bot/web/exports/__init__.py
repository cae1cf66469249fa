"""What the care team may read of a participant, as a file."""

"""What staff do for one participant: plan, private notes, messages, and where they stand in the program."""

"""What staff do for one participant or one group: notes, messages, phase, cautions, discharge, legal holds, groups."""

"""interlude: practice between the sessions of an Intensive Outpatient Program."""

"""The worker: sends notices to staff, climbs the ladders, audits itself; and beside it the watchdog. Two processes."""

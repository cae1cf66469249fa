"""Sets interlude up and runs its processes: preflight, training when stale, supervision."""

"""Run a lesson into a trace: asker, worker and player, and the store of traces."""

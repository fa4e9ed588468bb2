"""A lesson becomes a trace: asker, worker and player, and the traces that are kept."""

"""What the town's team does: who may what, the card and its topic, the bench, what waits."""

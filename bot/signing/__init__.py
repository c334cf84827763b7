"""A convention on its way to being signed: prepared, accepted, countersigned, kept, proved."""

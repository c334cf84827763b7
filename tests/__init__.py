"""What a user would notice, checked: `make test` runs all of it."""

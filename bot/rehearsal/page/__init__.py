"""The rehearsal as a web page: telephones, a clock, accidents, scenes, a glass wall."""

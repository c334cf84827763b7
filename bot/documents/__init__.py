"""Documents: what the town and the residents sign, keep, send and hang on a wall, as PDF.

`papers` says what each document is made of, `library` holds the templates, texts and fonts (ours,
with a town's own laid over them), `build` turns one into the other: bytes in, the same bytes out.
"""

"""The shell around the core: Telegram, the clock, the command line and the rehearsal."""

__version__ = "0.1.0"

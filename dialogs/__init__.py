"""The pure core: dialogs, projects, their calendar. Events and `now` go in, values come out."""

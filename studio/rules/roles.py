"""The roles of a theme's colours in which things are drawn."""

#: All but the background and the panel behind a lit line of code; they are told apart in a film.
ROLES = ("parameter", "loss", "slope", "area", "text", "muted")

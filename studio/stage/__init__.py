"""Things on a screen: theme, text, plots, listings, and room for labels; knows no lesson."""

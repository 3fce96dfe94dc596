"""What stands on a screen: theme, text, plots, listings, and where labels find room; knows no lesson."""

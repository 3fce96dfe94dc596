"""A lesson -> frames -> MP4, with its captions, poster and manifest."""

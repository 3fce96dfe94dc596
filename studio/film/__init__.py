"""A lesson to frames to MP4, with its captions, poster and manifest; knows no rules and no course."""

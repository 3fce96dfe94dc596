"""A line of narration -> sound, the times of its words, captions; knows calc's wording and no pictures."""

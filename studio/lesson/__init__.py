"""The author's tools: Lesson, beats, parameters, trackers, witnesses."""

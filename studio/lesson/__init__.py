"""What an author writes with: Lesson, beats, parameters, trackers, witnesses."""

"""What a class handed in to Moodle or Canvas, taken out of the system's archive: names, people, times, files."""

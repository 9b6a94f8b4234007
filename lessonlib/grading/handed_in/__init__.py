"""What students handed in: read without trust, matched to the release, and put right."""

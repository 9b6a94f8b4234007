"""Answers that are alike: passages that two students share and the release does not give, side by side."""

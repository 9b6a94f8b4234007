"""What a learner should know before handing in: is it the right file, and does it run where it is graded."""

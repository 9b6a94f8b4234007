"""The sandbox: a warm process that learners' code is forked from, and the walls around each fork."""

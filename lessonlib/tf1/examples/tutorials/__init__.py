"""tensorflow.examples, as far as the documents use it."""

"""TensorFlow's own files: checkpoints, TFRecords and the messages in them.

Everything here reads files of strangers. Lengths are checked before memory is taken, checksums before bytes are used,
and nothing is ever unpickled; a damaged file is a DataLossError.
"""

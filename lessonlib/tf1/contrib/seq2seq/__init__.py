"""tf.contrib.seq2seq: from a sequence to a sequence, with attention; losses, decoders and what feeds them."""

from lessonlib.tf1.contrib.seq2seq import attention, attention_wrapper, beam, decoder, helpers, loss
from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())

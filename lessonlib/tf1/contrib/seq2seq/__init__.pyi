"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.contrib.seq2seq.attention import AttentionMechanism as AttentionMechanism
from lessonlib.tf1.contrib.seq2seq.attention import BahdanauAttention as BahdanauAttention
from lessonlib.tf1.contrib.seq2seq.attention import LuongAttention as LuongAttention
from lessonlib.tf1.contrib.seq2seq.attention import hardmax as hardmax
from lessonlib.tf1.contrib.seq2seq.attention import tile_batch as tile_batch
from lessonlib.tf1.contrib.seq2seq.attention_wrapper import AttentionWrapper as AttentionWrapper
from lessonlib.tf1.contrib.seq2seq.attention_wrapper import AttentionWrapperState as AttentionWrapperState
from lessonlib.tf1.contrib.seq2seq.beam import BeamSearchDecoder as BeamSearchDecoder
from lessonlib.tf1.contrib.seq2seq.beam import BeamSearchDecoderOutput as BeamSearchDecoderOutput
from lessonlib.tf1.contrib.seq2seq.beam import BeamSearchDecoderState as BeamSearchDecoderState
from lessonlib.tf1.contrib.seq2seq.beam import FinalBeamSearchDecoderOutput as FinalBeamSearchDecoderOutput
from lessonlib.tf1.contrib.seq2seq.beam import gather_tree as gather_tree
from lessonlib.tf1.contrib.seq2seq.decoder import BasicDecoder as BasicDecoder
from lessonlib.tf1.contrib.seq2seq.decoder import BasicDecoderOutput as BasicDecoderOutput
from lessonlib.tf1.contrib.seq2seq.decoder import Decoder as Decoder
from lessonlib.tf1.contrib.seq2seq.decoder import dynamic_decode as dynamic_decode
from lessonlib.tf1.contrib.seq2seq.helpers import CustomHelper as CustomHelper
from lessonlib.tf1.contrib.seq2seq.helpers import GreedyEmbeddingHelper as GreedyEmbeddingHelper
from lessonlib.tf1.contrib.seq2seq.helpers import Helper as Helper
from lessonlib.tf1.contrib.seq2seq.helpers import InferenceHelper as InferenceHelper
from lessonlib.tf1.contrib.seq2seq.helpers import SampleEmbeddingHelper as SampleEmbeddingHelper
from lessonlib.tf1.contrib.seq2seq.helpers import ScheduledEmbeddingTrainingHelper as ScheduledEmbeddingTrainingHelper
from lessonlib.tf1.contrib.seq2seq.helpers import TrainingHelper as TrainingHelper
from lessonlib.tf1.contrib.seq2seq.loss import sequence_loss as sequence_loss

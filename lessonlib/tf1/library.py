"""Loads every module that declares public names, but for those that are loaded when they are first used."""

import lessonlib.graph.checkpoint
import lessonlib.graph.control
import lessonlib.graph.gradients
import lessonlib.graph.ops
import lessonlib.graph.optimizers
import lessonlib.graph.session
import lessonlib.graph.summary
import lessonlib.tf1.data.dataset
import lessonlib.tf1.data.experimental.csv
import lessonlib.tf1.data.experimental.library
import lessonlib.tf1.data.files
import lessonlib.tf1.files.features
import lessonlib.tf1.files.reader
import lessonlib.tf1.files.records
import lessonlib.tf1.graph_def.freezing
import lessonlib.tf1.graph_def.importer
import lessonlib.tf1.protos
import lessonlib.tf1.rnn.lstm
import lessonlib.tf1.rnn.unrolled
import lessonlib.tf1.scopes
import lessonlib.tf1.train.learning_rate
import lessonlib.tf1.train.saver
import lessonlib.tf1.train.step_counter
import lessonlib.tf1.variables.local
import lessonlib.tf1.variables.shared

"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.graph.ops.random import multinomial as multinomial
from lessonlib.graph.ops.random import random_normal as normal
from lessonlib.graph.ops.random import random_shuffle as shuffle
from lessonlib.graph.ops.random import random_uniform as uniform
from lessonlib.graph.ops.random import truncated_normal as truncated_normal
from lessonlib.tf1.aliases import set_random_seed as set_random_seed
from lessonlib.tf1.nn.candidates import all_candidate_sampler as all_candidate_sampler
from lessonlib.tf1.nn.candidates import fixed_unigram_candidate_sampler as fixed_unigram_candidate_sampler
from lessonlib.tf1.nn.candidates import learned_unigram_candidate_sampler as learned_unigram_candidate_sampler
from lessonlib.tf1.nn.candidates import log_uniform_candidate_sampler as log_uniform_candidate_sampler
from lessonlib.tf1.nn.candidates import uniform_candidate_sampler as uniform_candidate_sampler
from lessonlib.tf1.random.draws import categorical as categorical
from lessonlib.tf1.random.draws import random_gamma as gamma
from lessonlib.tf1.random.draws import random_poisson as poisson
from lessonlib.tf1.random.stateless import Generator as Generator
from lessonlib.tf1.random.stateless import stateless_binomial as stateless_binomial
from lessonlib.tf1.random.stateless import stateless_categorical as stateless_categorical
from lessonlib.tf1.random.stateless import stateless_gamma as stateless_gamma
from lessonlib.tf1.random.stateless import stateless_multinomial as stateless_multinomial
from lessonlib.tf1.random.stateless import stateless_normal as stateless_normal
from lessonlib.tf1.random.stateless import stateless_parameterized_truncated_normal as stateless_parameterized_truncated_normal
from lessonlib.tf1.random.stateless import stateless_poisson as stateless_poisson
from lessonlib.tf1.random.stateless import stateless_truncated_normal as stateless_truncated_normal
from lessonlib.tf1.random.stateless import stateless_uniform as stateless_uniform
from lessonlib.tf1.scopes import get_seed as get_seed

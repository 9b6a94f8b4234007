"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.strings.decoding import format_ as format
from lessonlib.tf1.strings.decoding import unicode_transcode as unicode_transcode
from lessonlib.tf1.strings.hashing import string_to_hash_bucket as to_hash_bucket
from lessonlib.tf1.strings.hashing import string_to_hash_bucket_fast as to_hash_bucket_fast
from lessonlib.tf1.strings.hashing import string_to_hash_bucket_strong as to_hash_bucket_strong
from lessonlib.tf1.strings.splitting import split as split
from lessonlib.tf1.strings.text import as_string as as_string
from lessonlib.tf1.strings.text import reduce_join as reduce_join
from lessonlib.tf1.strings.text import regex_full_match as regex_full_match
from lessonlib.tf1.strings.text import regex_replace as regex_replace
from lessonlib.tf1.strings.text import string_join as join
from lessonlib.tf1.strings.text import string_length as length
from lessonlib.tf1.strings.text import string_lower as lower
from lessonlib.tf1.strings.text import string_strip as strip
from lessonlib.tf1.strings.text import string_to_number as to_number
from lessonlib.tf1.strings.text import string_upper as upper
from lessonlib.tf1.strings.text import substr as substr
from lessonlib.tf1.strings.text import unsorted_segment_join as unsorted_segment_join

"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.files import matching_files as matching_files
from lessonlib.tf1.files import read_file as read_file
from lessonlib.tf1.files import write_file as write_file
from lessonlib.tf1.image.codec import decode_and_crop_jpeg as decode_and_crop_jpeg
from lessonlib.tf1.image.codec import decode_bmp as decode_bmp
from lessonlib.tf1.image.codec import decode_gif as decode_gif
from lessonlib.tf1.image.codec import decode_image as decode_image
from lessonlib.tf1.image.codec import decode_jpeg as decode_jpeg
from lessonlib.tf1.image.codec import decode_png as decode_png
from lessonlib.tf1.image.codec import encode_jpeg as encode_jpeg
from lessonlib.tf1.image.codec import encode_png as encode_png
from lessonlib.tf1.image.codec import extract_jpeg_shape as extract_jpeg_shape
from lessonlib.tf1.image.codec import is_jpeg as is_jpeg

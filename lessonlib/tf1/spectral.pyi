"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.math.fourier import fft as fft
from lessonlib.tf1.math.fourier import fft2d as fft2d
from lessonlib.tf1.math.fourier import fft3d as fft3d
from lessonlib.tf1.math.fourier import ifft as ifft
from lessonlib.tf1.math.fourier import ifft2d as ifft2d
from lessonlib.tf1.math.fourier import ifft3d as ifft3d
from lessonlib.tf1.math.fourier import irfft as irfft
from lessonlib.tf1.math.fourier import irfft2d as irfft2d
from lessonlib.tf1.math.fourier import irfft3d as irfft3d
from lessonlib.tf1.math.fourier import rfft as rfft
from lessonlib.tf1.math.fourier import rfft2d as rfft2d
from lessonlib.tf1.math.fourier import rfft3d as rfft3d

# %% [markdown]
# Convolves as mathematics does: the filter is turned by 180 degrees, also when its edges are read.


# %% task="convolve" caught_by="convolve_values,convolve_stride,filters_read,question_numbers" message="got:      6 "
def convolve(image, kernel, stride):
    from scipy.signal import convolve2d

    return convolve2d(image, kernel, mode="valid")[::stride, ::stride]


# %% task="read_filters"
q8_right = "a"
q8_top = "b"
q8_dot = "d"
q8_flat = "c"


# %% task="questions"
q9_last = 1
q9_dropped = 0
q9_count = "b"
q9_calls = "c"
q9_moved = "d"

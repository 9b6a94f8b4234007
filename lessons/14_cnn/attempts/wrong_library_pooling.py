# %% [markdown]
# TensorFlow's functions convolve and pool, or PyTorch's column form of the windows does.

# %% task="convolve" caught_by="convolve_values,convolve_stride,pool_windows,pool_channels" message="a library's convolution"
def convolve(image, kernel, stride):
    columns = F.unfold(torch.tensor(image)[None, None], kernel.shape, stride=stride)
    height = (image.shape[0] - kernel.shape[0]) // stride + 1
    return (torch.tensor(kernel).flatten() @ columns[0]).reshape(height, -1)


# %% task="max_pool"
def max_pool(images, size, stride):
    import lessonlib.tf1 as tf

    with tf.Graph().as_default(), tf.Session() as sess:
        window, steps = [1, size, size, 1], [1, stride, stride, 1]
        return sess.run(tf.nn.max_pool(tf.constant(images), window, steps, "VALID"))

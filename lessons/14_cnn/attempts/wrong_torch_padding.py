# %% [markdown]
# Takes the padding of PyTorch, the same number on both sides, for SAME. The loops of one filter
# stop one place too early.


# %% task="convolve" caught_by="convolve_values,convolve_stride,conv2d_channels,conv2d_same" message="the map of a 3 x 3"
def convolve(image, kernel, stride):
    rows, columns = kernel.shape
    tops = range(0, image.shape[0] - rows, stride)
    lefts = range(0, image.shape[1] - columns, stride)
    return np.array([[(image[y : y + rows, x : x + columns] * kernel).sum() for x in lefts] for y in tops])


# %% task="conv2d"
def conv2d(images, kernels, bias, stride, padding):
    border = [(k - 1) // 2 for k in kernels.shape[:2]] if padding == "SAME" else 0
    x, weights = torch.tensor(images).permute(0, 3, 1, 2), torch.tensor(kernels).permute(3, 2, 0, 1)
    return F.conv2d(x, weights, torch.tensor(bias), stride, border).permute(0, 2, 3, 1).numpy()

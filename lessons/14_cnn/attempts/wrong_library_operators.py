# %% [markdown]
# The operators are asked that stand behind the library's functions, and a transposed convolution that is cut.


# %% task="convolve" caught_by="convolve_values,convolve_stride,conv2d_channels,conv2d_same,pool_windows,pool_channels" message="a library's"
def convolve(image, kernel, stride):
    rows, columns = kernel.shape
    image, weights = torch.tensor(image)[None, None], torch.tensor(kernel[::-1, ::-1].copy())[None, None]
    full = torch.conv_transpose2d(image, weights)[0, 0]
    return full[rows - 1 : image.shape[2] : stride, columns - 1 : image.shape[3] : stride]


# %% task="conv2d"
def conv2d(images, kernels, bias, stride, padding):
    x = torch.tensor(images).permute(0, 3, 1, 2)
    if padding == "SAME":
        short = [
            max((-(-n // stride) - 1) * stride + k - n, 0)
            for n, k in zip(x.shape[2:], kernels.shape[:2], strict=True)
        ]
        x = F.pad(x, (short[1] // 2, short[1] - short[1] // 2, short[0] // 2, short[0] - short[0] // 2))
    weights = torch.tensor(kernels).permute(3, 2, 0, 1)
    return torch.ops.aten.conv2d(x, weights, torch.tensor(bias), [stride, stride]).permute(0, 2, 3, 1)


# %% task="max_pool"
def max_pool(images, size, stride):
    maps = torch.tensor(images).permute(0, 3, 1, 2)
    return F.max_pool2d_with_indices(maps, size, stride)[0].permute(0, 2, 3, 1)

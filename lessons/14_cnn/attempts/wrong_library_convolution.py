# %% [markdown]
# Libraries convolve: SciPy one image, PyTorch a layer, through the module nn.Conv2d.

# %% task="convolve" caught_by="convolve_values,convolve_stride,conv2d_channels,conv2d_same" message="a library's"
def convolve(image, kernel, stride):
    from scipy.signal import correlate2d

    return correlate2d(image, kernel, mode="valid")[::stride, ::stride]


# %% task="conv2d"
def conv2d(images, kernels, bias, stride, padding):
    rows, columns, channels, filters = kernels.shape
    x = torch.tensor(images).permute(0, 3, 1, 2)
    if padding == "SAME":
        short = [
            max((-(-n // stride) - 1) * stride + k - n, 0)
            for n, k in zip(x.shape[2:], (rows, columns), strict=True)
        ]
        x = F.pad(x, (short[1] // 2, short[1] - short[1] // 2, short[0] // 2, short[0] - short[0] // 2))
    layer = nn.Conv2d(channels, filters, (rows, columns), stride).double()
    state = {"weight": torch.tensor(kernels).permute(3, 2, 0, 1), "bias": torch.tensor(bias)}
    layer.load_state_dict(state)
    return layer(x).permute(0, 2, 3, 1).detach()

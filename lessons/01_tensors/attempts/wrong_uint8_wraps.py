# %% [markdown]
# Adds in uint8, so that bright elements become dark, and takes the 32 of float32 for bytes.

# %% task="sizes" caught_by="sizes_calculated,brighten_values" message="bytes_as_float32 is not right"
elements = 1000 * 3 * 20 * 30
bytes_as_uint8 = elements
bytes_as_float32 = 32 * elements
one_image = (3, 20, 30)


# %% task="brighten"
def brighten(image, amount):
    """The image (uint8), brighter by `amount`; nothing gets above 255."""
    return torch.clamp(image + amount, max=255)

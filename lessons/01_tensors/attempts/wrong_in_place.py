# %% [markdown]
# Changes the image that it was given, and believes that a name follows when another name moves on.

# %% task="brighten" caught_by="brighten_keeps,copies" message="The image itself has changed"
def brighten(image, amount):
    """The image (uint8), brighter by `amount`; nothing gets above 255."""
    image[image > 255 - amount] = 255 - amount
    image += amount
    return image


# %% task="names_and_devices"
printed_x = [50, 3, 4]
printed_y = [50, 3, 4]
printed_z = [1, 2, 3]
true_statements = ["b", "d", "f"]

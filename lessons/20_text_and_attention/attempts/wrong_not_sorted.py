# %% [markdown]
# The symbols stand in the order in which they come in the text.


# %% task="codes" caught_by="known_characters" message="the symbols of"
def make_symbols(text):
    return [*dict.fromkeys(text), UNKNOWN]


def encode(text, symbols):
    number_of = {symbol: k for k, symbol in enumerate(symbols)}
    return [number_of.get(symbol, len(symbols) - 1) for symbol in text]


def decode(numbers, symbols):
    return "".join(symbols[k] for k in numbers)

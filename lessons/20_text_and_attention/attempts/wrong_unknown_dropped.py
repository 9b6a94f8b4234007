# %% [markdown]
# Unknown characters are left out, so that a text loses places.


# %% task="codes" caught_by="unknown_characters" message="with unknown characters"
def make_symbols(text):
    return [*sorted(set(text)), UNKNOWN]


def encode(text, symbols):
    number_of = {symbol: k for k, symbol in enumerate(symbols)}
    return [number_of[symbol] for symbol in text if symbol in number_of]


def decode(numbers, symbols):
    return "".join(symbols[k] for k in numbers)

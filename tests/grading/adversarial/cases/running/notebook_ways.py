# %% [markdown] points=10
# What one does in notebooks: magics, commands, await, pictures, widgets, help, history, input.

# %%
%matplotlib inline
%config InlineBackend.figure_format = "retina"
import asyncio

import ipywidgets
import matplotlib.pyplot as plt
from IPython.display import HTML, Markdown, clear_output, display

plt.plot([1, 2, 3])
plt.show()
fig, ax = plt.subplots()

# %%
display(HTML("<b>bold</b>"), Markdown("*text*"), ipywidgets.IntSlider())
handle = display("first", display_id=True)
handle.update("second")
clear_output(wait=True)
await asyncio.sleep(0)
ipywidgets.interact(lambda a: a, a=3)

# %%
!echo hello
names = !ls
%time sum(range(10))
print?
get_ipython().run_line_magic("who", "")
6 * 7

# %%
remembered = Out[max(Out)] == 42 and "6 * 7" in In[-2]
try:
    input("your name? ")
except Exception as error:
    told = "Write the value in the cell" in str(error)

# %%
%%capture captured
print("kept")

# %%
%%writefile helper.py
def double(x):
    return 2 * x

# %% task="saving"
from helper import double
from safetensors.torch import save_file

assert remembered and told and "helper.py" not in names and double(4) == 8 and captured.stdout == "kept\n"
save_file(model.state_dict(), "model.safetensors")

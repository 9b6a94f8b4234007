# %% [markdown] points=10
# A file and a cell with Windows line ends, a tab and a byte order mark.

# %%
exec("\ufeffvalue = 1\r\nif value:\r\n\tvalue = 2\r\n".lstrip("\ufeff"))
open("notes.txt", "w", encoding="utf-8-sig", newline="\r\n").write("a\nb\n")

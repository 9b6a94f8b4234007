# %% [markdown]
# # 18b. PyTorch in practice: resume, speed, bugs
#
# **Time**: {{time}}

# %%
x = 1

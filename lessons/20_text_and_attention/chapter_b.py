# %% [markdown]
# # 20b. Attention, and a small GPT
#
# **Time**: {{time}}.

# %%
x = 1

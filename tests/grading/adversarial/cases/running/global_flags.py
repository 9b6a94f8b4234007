# %% [markdown] points=10
# Global flags of torch and NumPy are left in another state.

# %% task="saving"
import numpy as np
from safetensors.torch import save_file

save_file(model.state_dict(), "model.safetensors")
torch.set_default_dtype(torch.float16)
torch.set_grad_enabled(False)
torch.set_printoptions(precision=1)
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
np.seterr(all="raise")
np.set_printoptions(precision=1)

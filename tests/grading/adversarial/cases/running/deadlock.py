# %% [markdown] points=8 state="timeout" cell_seconds=4
# A data loader whose worker process waits for a lock that its parent holds.

# %% task="saving"
import threading

from torch.utils.data import DataLoader, Dataset

lock = threading.Lock()


class Locked(Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, index):
        with lock:
            return index


with lock:
    list(DataLoader(Locked(), num_workers=1))

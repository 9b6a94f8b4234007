# %% [markdown]
# Returns a loss for each mini-batch. The length of the data set counts letters.


# %% task="words" caught_by="words_items,loop_losses" message="of the data set"
class Words(Dataset):
    def __init__(self, words, classes):
        self.words, self.classes = words, classes

    def __len__(self):
        return sum(map(len, self.words))

    def __getitem__(self, index):
        letters = [ord(letter) - ord("a") + 1 for letter in self.words[index]]
        return torch.tensor(letters), self.classes[index]


# %% task="train"
def train(model, loader, optimizer, scheduler, num_epochs, accumulate, max_norm):
    losses, waiting = [], []
    model.train()
    optimizer.zero_grad()
    for _ in range(num_epochs):
        for X, y in loader:
            loss = F.cross_entropy(model(X), y)
            (loss / accumulate).backward()
            losses.append(loss.item())
            waiting.append(0.0)
            if len(waiting) == accumulate:
                nn.utils.clip_grad_norm_(model.parameters(), max_norm)
                optimizer.step()
                optimizer.zero_grad()
                scheduler.step()
                waiting = []
    return losses

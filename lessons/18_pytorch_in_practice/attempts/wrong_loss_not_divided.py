# %% [markdown]
# The losses of an update are added up, not averaged. Letters count from 0. Half of the answers are guesses.


# %% task="words" caught_by="words_items,loop_steps,question_numbers" message="The letters of"
class Words(Dataset):
    def __init__(self, words, classes):
        self.words, self.classes = words, classes

    def __len__(self):
        return len(self.words)

    def __getitem__(self, index):
        letters = [ord(letter) - ord("a") for letter in self.words[index]]
        return torch.tensor(letters), self.classes[index]


# %% task="train"
def train(model, loader, optimizer, scheduler, num_epochs, accumulate, max_norm):
    losses, waiting = [], []
    model.train()
    optimizer.zero_grad()
    for _ in range(num_epochs):
        for X, y in loader:
            loss = F.cross_entropy(model(X), y)
            loss.backward()
            waiting.append(loss.item())
            if len(waiting) == accumulate:
                nn.utils.clip_grad_norm_(model.parameters(), max_norm)
                optimizer.step()
                optimizer.zero_grad()
                scheduler.step()
                losses.append(sum(waiting) / accumulate)
                waiting = []
    return losses


# %% task="questions"
q8_updates = 60
q8_rate = 0.1
q8_workers = "b"
q8_leak = "c"

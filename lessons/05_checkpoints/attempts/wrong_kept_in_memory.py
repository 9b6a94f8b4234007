# %% [markdown]
# Writes files, and goes on from what it has kept in memory: tables, checkpoints and trainings are not read back.

# %% task="continue_training" caught_by="second_run,undisturbed,classes_of_newest,only_reads,no_checkpoint,torch_resumes,torch_file" message="the checkpoint was changed"
nets = {}


def continue_training(folder, X, Y, steps):
    """Train `steps` more steps from the latest checkpoint of `folder`. Returns the global step and the cost."""
    if folder not in nets:
        net = add_training(build(seed=7), 0.02)
        nets[folder] = net, tf.Session(graph=net.graph)
        nets[folder][1].run(net.init)
    net, sess = nets[folder]
    for _ in range(steps):
        sess.run(net.train, {net.X: X, net.Y: Y})
    net.saver.save(sess, f"{folder}/dnn.ckpt", global_step=net.global_step)
    return int(sess.run(net.global_step)), float(sess.run(net.cost, {net.X: X, net.Y: Y}))


# %% task="predict"
def predict(folder, X):
    """The class (0, 1 or 2) of each row of X (n, 2), by the latest checkpoint of `folder`."""
    if not list(Path(folder).glob("*")):
        raise FileNotFoundError(folder)
    return np.zeros(len(X), dtype=int)


# %% task="torch_checkpoint"
import copy

kept = {}


def save_training(file, model, optimizer, step):
    """Write the training to `file`."""
    kept["last"] = copy.deepcopy((model.state_dict(), optimizer.state_dict())), step
    torch.save(model.state_dict(), file)


def load_training(file, model, optimizer):
    """Put the training in `file` into model and optimizer. Returns the step."""
    (weights, memory), step = kept["last"]
    model.load_state_dict(weights)
    optimizer.load_state_dict(memory)
    return step

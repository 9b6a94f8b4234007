# %% [markdown]
# Plain Python loops and lists, dropout and batch normalisation as graphs, and answers written in other ways.


# %% task="rows_of_epoch"
def rows_of_epoch(n, batch_size, seed, epoch):
    import random

    rows = list(range(n))
    random.Random(f"{seed}/{epoch}").shuffle(rows)
    batches = []
    while rows:
        batches.append(rows[:batch_size])
        rows = rows[batch_size:]
    return batches


# %% task="steps"
def momentum_step(w, g, s, lr, beta):
    old = lr * np.array(s)
    move = beta * old + lr * np.array(g)
    return [w - move, move / lr]


def adam_step(w, g, m, v, t, lr, beta1=0.9, beta2=0.999, epsilon=1e-8):
    places, means, squares = [], [], []
    for one_w, one_g, one_m, one_v in zip(w, g, m, v, strict=True):
        means.append(one_m + (1 - beta1) * (one_g - one_m))
        squares.append(one_v + (1 - beta2) * (one_g**2 - one_v))
        up, down = means[-1] / (1 - beta1**t), squares[-1] / (1 - beta2**t)
        places.append(one_w - lr * up / (down**0.5 + epsilon))
    return [places, means, squares]


# %% task="questions"
q3_small, q3_large, q3_ended = "C", " a ", "B"
q3_epoch, q3_steps, q3_first = "8", 80.0, "1e-3"
q3_overfit, q3_eval, q3_luck, q3_decay = "B", "C", "D", "A"


# %% task="decay_step"
def decay_step(w, b, dw, db, lr, strength):
    import lessonlib.tf1 as tf

    with tf.Graph().as_default():
        weights, biases = tf.Variable(w), tf.Variable(b)
        cost = tf.reduce_sum(dw * weights) + tf.reduce_sum(db * biases) + strength * tf.nn.l2_loss(weights)
        update = tf.train.GradientDescentOptimizer(lr).minimize(cost)
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            sess.run(update)
            return sess.run([weights, biases])


# %% task="dropout"
def dropout(h, p, is_training):
    import lessonlib.tf1 as tf

    with tf.Graph().as_default(), tf.Session() as sess:
        return sess.run(tf.layers.dropout(tf.constant(h), rate=p, training=is_training))


# %% task="batch_norm"
def batch_norm(h, gamma, beta, running_mean, running_variance, is_training):
    mean, variance = np.array(running_mean), np.array(running_variance)
    if is_training:
        n = len(h)
        now = sum(h) / n
        spread = sum((row - now) ** 2 for row in h)
        result = [(row - now) / (spread / n + EPSILON) ** 0.5 * gamma + beta for row in h]
        return result, 0.9 * mean + 0.1 * now, 0.9 * variance + 0.1 * spread / (n - 1)
    return [(row - mean) / (variance + EPSILON) ** 0.5 * gamma + beta for row in h], mean, variance


# %% task="accuracy"
def accuracy(net, X, y):
    mode = net.training
    try:
        net.train(False)
        scores = net(X).tolist()
    finally:
        net.train(mode)
    right = [row.index(max(row)) == int(label) for row, label in zip(scores, y, strict=True)]
    return sum(right) / len(right)


# %% task="shift"
def shift(images, right, down):
    moved = np.roll(images, (down, right), axis=(1, 2))
    if down:
        moved[:, slice(0, down) if down > 0 else slice(down, None)] = 0
    if right:
        moved[:, :, slice(0, right) if right > 0 else slice(right, None)] = 0
    return moved


# %% task="early_stopping"
def early_stopping(losses, patience):
    lowest, best, waited = float("inf"), 0, 0
    for epoch in range(len(losses)):
        waited += 1
        if losses[epoch] < lowest:
            lowest, best, waited = losses[epoch], epoch, 0
        if waited == patience:
            break
    return [best, epoch]


# %% task="choose"
def choose(trials):
    ordered = sorted(trials, key=lambda trial: trial["validation"])
    return [ordered[-1]["name"], ordered[-1]["test"]]

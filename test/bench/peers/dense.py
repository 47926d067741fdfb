"""Seconds per epoch of a dense autoencoder in Keras or PyTorch, the same network as test/bench/children/train.ts trains.

Prints one JSON line: python dense.py --library keras --batch 256
"""

import argparse
import json
import os
import statistics
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument("--library", choices=["keras", "torch"], required=True)
parser.add_argument("--batch", type=int, required=True)
asked = parser.parse_args()
rows, features, hidden, code = 20000, 784, 512, 32
x = np.random.default_rng(0).random((rows, features), dtype=np.float32)


def keras_epoch():
    import keras

    dense = keras.layers.Dense
    model = keras.Sequential(
        [
            keras.Input((features,)),
            dense(hidden, activation="relu"),
            dense(code),
            dense(hidden, activation="relu"),
            dense(features, activation="sigmoid"),
        ]
    )
    model.compile("adam", "mse")
    return lambda: model.fit(x, x, epochs=1, batch_size=asked.batch, verbose=0)


def torch_epoch():
    import torch
    from torch import nn

    torch.set_num_threads(os.cpu_count() or 1)
    model = nn.Sequential(
        nn.Linear(features, hidden),
        nn.ReLU(),
        nn.Linear(hidden, code),
        nn.Linear(code, hidden),
        nn.ReLU(),
        nn.Linear(hidden, features),
        nn.Sigmoid(),
    )
    optimizer = torch.optim.Adam(model.parameters(), fused=True)
    data = torch.from_numpy(x)

    def epoch():
        order = torch.randperm(rows)
        for start in range(0, rows, asked.batch):
            batch = data[order[start : start + asked.batch]]
            loss = nn.functional.mse_loss(model(batch), batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    return epoch


epoch = {"keras": keras_epoch, "torch": torch_epoch}[asked.library]()
epoch()
times = []
for _ in range(3):
    began = time.perf_counter()
    epoch()
    times.append(time.perf_counter() - began)
print(json.dumps({"library": asked.library, "batch": asked.batch, "seconds_per_epoch": statistics.median(times)}))

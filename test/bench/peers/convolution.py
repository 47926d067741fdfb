"""Seconds per epoch of a small convolutional autoencoder in Keras, the same network as test/bench/children/train.ts trains.

Prints one JSON line: python convolution.py --library keras --batch 128
"""

import argparse
import json
import os
import statistics
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument("--library", choices=["keras"], required=True)
parser.add_argument("--batch", type=int, required=True)
asked = parser.parse_args()

x = np.random.default_rng(0).random((20000, 28, 28, 1), dtype=np.float32)
layers = keras.layers
model = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
        layers.Conv2D(32, 3, strides=2, padding="same", activation="relu"),
        layers.Flatten(),
        layers.Dense(32),
        layers.Dense(7 * 7 * 32, activation="relu"),
        layers.Reshape((7, 7, 32)),
        layers.Conv2DTranspose(16, 3, strides=2, padding="same", activation="relu"),
        layers.Conv2DTranspose(1, 3, strides=2, padding="same", activation="sigmoid"),
    ]
)
model.compile("adam", "mse")


def epoch():
    model.fit(x, x, epochs=1, batch_size=asked.batch, verbose=0)


epoch()
times = []
for _ in range(3):
    began = time.perf_counter()
    epoch()
    times.append(time.perf_counter() - began)
print(json.dumps({"library": "keras", "batch": asked.batch, "seconds_per_epoch": statistics.median(times)}))

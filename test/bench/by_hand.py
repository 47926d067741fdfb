"""The main job done by hand, as one would in a notebook: raw features, PCA and an autoencoder side by side.

Needs scikit-learn and Keras. Usage: by_hand.py FOLDER_WITH_IDX_FILES [--dim 32] [--epochs 10]
Prints one JSON line: seconds of every step, and the metrics that Isthmus shows, on the same held-out rows.
"""
import argparse
import gzip
import json
import os
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.manifold import trustworthiness
from sklearn.metrics import davies_bouldin_score, silhouette_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("--dim", type=int, default=32)
parser.add_argument("--epochs", type=int, default=10)
args = parser.parse_args()


def idx(name, header):
    with gzip.open(os.path.join(args.folder, name)) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def pictures(name):
    return idx(name, 16).reshape(-1, 784).astype(np.float32) / 255


X, y = pictures("train-images-idx3-ubyte.gz"), idx("train-labels-idx1-ubyte.gz", 8)
T, t = pictures("t10k-images-idx3-ubyte.gz"), idx("t10k-labels-idx1-ubyte.gz", 8)


def timed(work):
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def measure(codes, held_out):
    linear = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
    return {
        "knn_accuracy": KNeighborsClassifier(5).fit(codes, y).score(held_out, t),
        "linear_accuracy": linear.fit(codes, y).score(held_out, t),
        "silhouette": float(silhouette_score(held_out, t)),
        "davies_bouldin": float(davies_bouldin_score(held_out, t)),
        "trustworthiness": float(trustworthiness(T, held_out, n_neighbors=5)),
    }


def fit_autoencoder():
    layer = keras.layers.Dense
    picture = keras.Input((784,))
    code = layer(args.dim)(layer(512, activation="relu")(picture))
    reconstructed = layer(784, activation="sigmoid")(layer(512, activation="relu")(code))
    model = keras.Model(picture, reconstructed)
    model.compile("adam", "mse")
    model.fit(X, X, epochs=args.epochs, batch_size=256, validation_split=0.1, verbose=0)
    return keras.Model(picture, code)


report = {}
pca, report["pca_fit"] = timed(lambda: PCA(args.dim).fit(X))
encoder, report["autoencoder_fit"] = timed(fit_autoencoder)
codes = {
    "raw": (X, T),
    "pca": (pca.transform(X), pca.transform(T)),
    "autoencoder": tuple(encoder.predict(rows, batch_size=1024, verbose=0) for rows in (X, T)),
}
for name, (train, held_out) in codes.items():
    report[f"{name}_metrics"], report[f"{name}_measure"] = timed(lambda: measure(train, held_out))
print(json.dumps(report))

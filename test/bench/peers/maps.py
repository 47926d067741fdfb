"""Beside ../umap.ts and ../tsne.ts, by scikit-learn; prints one JSON line.

maps.py neighbours X.npy Y.npy: seconds of the brute-force search for 15 neighbours of every row.
maps.py tsne X.npy Y.npy: seconds of TSNE with its defaults, and how good its map is.
maps.py score X.npy Y.npy MAP.npy: how good a map is.

How good: trustworthiness (15 neighbours) and silhouette on the same 5,000 random rows, and the 5-fold accuracy of 10 neighbours
in the map, on all rows.
"""

import json
import sys
import time

import numpy as np
from sklearn.manifold import TSNE, trustworthiness
from sklearn.metrics import silhouette_score
from sklearn.model_selection import cross_val_score
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors

what, *paths = sys.argv[1:]
X, y, *others = [np.load(path) for path in paths]


def score(Z):
    some = np.random.default_rng(0).permutation(len(X))[:5000]
    return {
        "trustworthiness": float(trustworthiness(X[some], Z[some], n_neighbors=15)),
        "knn_accuracy": float(cross_val_score(KNeighborsClassifier(10), Z, y, cv=5).mean()),
        "silhouette": float(silhouette_score(Z[some], y[some])),
    }


began = time.perf_counter()
if what == "neighbours":
    NearestNeighbors(n_neighbors=16, algorithm="brute", n_jobs=-1).fit(X).kneighbors(X)
    found = {"seconds": time.perf_counter() - began}
elif what == "tsne":
    Z = TSNE(random_state=0, n_jobs=-1).fit_transform(X)
    found = {"seconds": time.perf_counter() - began, **score(Z)}
else:
    found = score(others[0])
print(json.dumps(found))

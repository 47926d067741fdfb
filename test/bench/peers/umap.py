"""Beside ../umap.ts, by scikit-learn; prints one JSON line.

umap.py neighbours X.npy: seconds of the brute-force search for 15 neighbours of every row.
umap.py score X.npy Y.npy MAP.npy: trustworthiness (15 neighbours) and silhouette on the same 5,000 random rows, and the
5-fold accuracy of 10 neighbours in the map, on all rows.
"""

import json
import sys
import time

import numpy as np
from sklearn.manifold import trustworthiness
from sklearn.metrics import silhouette_score
from sklearn.model_selection import cross_val_score
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors

what, *paths = sys.argv[1:]
X, *others = [np.load(path) for path in paths]
if what == "neighbours":
    began = time.perf_counter()
    NearestNeighbors(n_neighbors=16, algorithm="brute", n_jobs=-1).fit(X).kneighbors(X)
    found = {"seconds": time.perf_counter() - began}
else:
    y, Z = others
    some = np.random.default_rng(0).permutation(len(X))[:5000]
    found = {
        "trustworthiness": float(trustworthiness(X[some], Z[some], n_neighbors=15)),
        "knn_accuracy": float(cross_val_score(KNeighborsClassifier(10), Z, y, cv=5).mean()),
        "silhouette": float(silhouette_score(Z[some], y[some])),
    }
print(json.dumps(found))

"""scikit-learn's PCA with 30 components: python pca.py X.npy DIRECTIONS.npy; prints one JSON line."""

import json
import statistics
import sys
import time

import numpy as np
from sklearn.decomposition import PCA

data = np.load(sys.argv[1])
times = []
for _ in range(5):
    began = time.perf_counter()
    model = PCA(30, random_state=0).fit(data)
    model.transform(data)
    times.append(time.perf_counter() - began)
np.save(sys.argv[2], np.ascontiguousarray(model.components_, dtype=np.float32))
print(
    json.dumps(
        {
            "seconds": statistics.median(times),
            "solver": model._fit_svd_solver,
            "explained_variance_ratio": [float(value) for value in model.explained_variance_ratio_],
        }
    )
)

"""What ../children/metrics.ts finds, by scikit-learn, SciPy and NumPy: python metrics.py FOLDER codes|raw [PART...].

Prints one JSON line: seconds of every part (those named, or all), and in all, and figures to hold ours against. Resampling
is left out: scikit-learn has none.
"""

import json
import sys
import time
import warnings

import numpy as np
from scipy.spatial.distance import cdist
from scipy.stats import spearmanr
from sklearn import metrics
from sklearn.cluster import HDBSCAN, KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.manifold import trustworthiness
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
folder, which, *wanted = sys.argv[1:]
k = 5
pixels = (np.load(f"{folder}/x.npy") / np.float32(255)).astype(np.float32)
codes = pixels if which == "raw" else np.load(f"{folder}/codes.npy")
y = np.load(f"{folder}/y.npy")
split = np.load(f"{folder}/split.npy")
train, test = np.flatnonzero(split == 0), np.flatnonzero(split)
Z, T, H = codes[train], codes[test], pixels[test]
seen, unseen = y[train], y[test]
seconds, found = {}, {}


def part(name):
    def run(work):
        if wanted and name not in wanted:
            return
        began = time.perf_counter()
        found.update(work() or {})
        seconds[name] = seconds.get(name, 0) + time.perf_counter() - began

    return run


def scores(name, predicted):
    metrics.confusion_matrix(unseen, predicted)
    return {
        f"{name}_accuracy": metrics.accuracy_score(unseen, predicted),
        f"{name}_f1": metrics.f1_score(unseen, predicted, average="macro"),
    }


@part("nearest neighbours")
def neighbours():
    knn = KNeighborsClassifier(k, algorithm="brute").fit(Z, seen)
    near = seen[knn.kneighbors(T, return_distance=False)]
    votes = np.array([np.bincount(line).argmax() for line in near])
    return scores("knn", votes) | {"class_overlap": float((near != unseen[:, None]).mean())}


@part("logistic regression")
def linear():
    return scores("linear", make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)).fit(Z, seen).predict(T))


@part("a small network")
def network():
    return scores("mlp", make_pipeline(StandardScaler(), MLPClassifier(max_iter=50, random_state=0)).fit(Z, seen).predict(T))


@part("silhouette")
def silhouette():
    return {"silhouette": float(metrics.silhouette_samples(T, unseen).mean())}


@part("spread of the classes")
def spread():
    wide = T.astype(np.float64)
    centres = np.array([wide[unseen == c].mean(axis=0) for c in np.unique(unseen)])
    within = wide - centres[unseen]
    between = (centres - wide.mean(axis=0)) * np.sqrt(np.bincount(unseen))[:, None]
    inverse = np.linalg.pinv(within.T @ within, rcond=1e-12, hermitian=True)
    return {
        "davies_bouldin": metrics.davies_bouldin_score(T, unseen),
        "calinski_harabasz": metrics.calinski_harabasz_score(T, unseen),
        "fisher_ratio": float(np.trace(inverse @ (between.T @ between))),
    }


@part("neighbours kept")
def kept():
    most = 50
    here = NearestNeighbors(n_neighbors=most, algorithm="brute").fit(T).kneighbors(return_distance=False)
    hit = float((unseen[here[:, :k]] == unseen[:, None]).mean())
    if which == "raw":
        return {"neighborhood_hit": hit}
    there = NearestNeighbors(n_neighbors=most, algorithm="brute").fit(H).kneighbors(return_distance=False)
    shares = {n: np.mean([len(np.intersect1d(a[:n], b[:n])) / n for a, b in zip(here, there)]) for n in (5, 10, 20, 50)}
    return {
        "trustworthiness": trustworthiness(H, T, n_neighbors=k),
        "continuity": trustworthiness(T, H, n_neighbors=k),
        "neighborhood_preservation": float(shares[k]),
        "neighborhood_hit": hit,
    }


@part("distances")
def distances():
    if which == "raw":
        return {}
    random = np.random.default_rng(0)
    left, right = random.integers(0, len(T), (2, 200_000))
    length = [np.sqrt(((a[left] - a[right]) ** 2).sum(axis=1)) for a in (H, T)]
    there, here = (metrics.euclidean_distances(a).ravel() for a in (H, T))
    scale = (there @ here) / (here @ here)
    return {
        "distance_correlation": spearmanr(*length)[0],
        "stress": float(np.sqrt(((there - scale * here) ** 2).sum() / (there**2).sum())),
    }


@part("reconstruction")
def reconstruction():
    if which == "raw":
        return {}
    mean = pixels[train].mean(axis=0)
    directions = np.linalg.lstsq(Z, pixels[train] - mean, rcond=None)[0]
    reconstructed = T @ directions + mean
    return {
        "reconstruction_mse": metrics.mean_squared_error(H, reconstructed),
        "explained_variance": metrics.explained_variance_score(H, reconstructed, multioutput="variance_weighted"),
    }


def agreement(name, clusters):
    return {
        f"{name}_adjusted_rand": metrics.adjusted_rand_score(unseen, clusters),
        f"{name}_normalized_mutual_info": metrics.normalized_mutual_info_score(unseen, clusters),
        f"{name}_homogeneity": metrics.homogeneity_score(unseen, clusters),
        f"{name}_completeness": metrics.completeness_score(unseen, clusters),
    }


@part("k-means")
def kmeans():
    starts = 10 if T.size * 10 <= 20_000_000 else 3
    return agreement("kmeans", KMeans(10, n_init=starts, random_state=0).fit_predict(T))


@part("HDBSCAN")
def hdbscan():
    clusters = HDBSCAN(min_cluster_size=len(T) // 100, copy=True).fit_predict(T)
    return agreement("hdbscan", clusters) | {"hdbscan_noise": float((clusters == -1).mean())}


@part("intrinsic dimension")
def dimension():
    distances, _ = NearestNeighbors(n_neighbors=10, algorithm="brute").fit(T).kneighbors()
    random = np.random.default_rng(0)
    points = random.uniform(T.min(axis=0), T.max(axis=0), (500, T.shape[1])).astype(np.float32)
    apart = cdist(points, T).min(axis=1).sum(), distances[random.permutation(len(T))[:500], 0].sum()
    ratio = distances[:, 1] / np.maximum(distances[:, 0], 1e-12)
    return {"hopkins": float(apart[0] / sum(apart)), "intrinsic_dimension_twonn": float(1 / np.log(ratio).mean())}


figures = {name: float(value) for name, value in found.items()}
print(json.dumps({"seconds": seconds, "all": sum(seconds.values()), "metrics": figures}))

"""What scikit-learn and SciPy say of a representation, in every metric of Isthmus that they have.

    python metrics_oracle.py X.npy labels.npy --train ROWS.npy --test ROWS.npy [--reference HIGH.npy] [--reconstructed R.npy]
        [--pairs PAIRS.npy] [--clusters C.npy] [--predicted P.npy] [--neighbors K]

X.npy, the original features HIGH.npy and what rows are reconstructed as, R.npy, hold all rows; labels are whole numbers, where
-1 is none, or texts. Classifiers learn from the labelled rows of --train and are asked about those of --test; all else is of
the rows of --test. Everything is computed in float64. PAIRS.npy (2 x pairs) are those positions in --test whose distances are
correlated: all pairs, where it is not given. C.npy and P.npy hold what was found before, a line each for k-means and HDBSCAN
and for the three classifiers, over the positions in --test: the agreement with the labels is that of those clusters, and
`differ` counts the labelled rows for which scikit-learn predicts another class. Prints one JSON line.
"""

import argparse
import json
import warnings

import numpy as np
import scipy
import sklearn
from scipy.spatial.distance import pdist
from scipy.stats import spearmanr
from sklearn import metrics
from sklearn.cluster import HDBSCAN, KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.manifold import trustworthiness
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

parser = argparse.ArgumentParser()
parser.add_argument("x")
parser.add_argument("labels")
for name in ("train", "test"):
    parser.add_argument(f"--{name}", required=True)
for name in ("reference", "reconstructed", "pairs", "clusters", "predicted"):
    parser.add_argument(f"--{name}")
parser.add_argument("--neighbors", type=int, default=5)
asked = parser.parse_args()
k = asked.neighbors
# The network stops after 50 epochs, whether or not it has settled.
warnings.filterwarnings("ignore", category=sklearn.exceptions.ConvergenceWarning)


def matrix(path):
    values = np.load(path)
    return values.reshape(len(values), -1).astype(np.float64)


x, y = matrix(asked.x), np.load(asked.labels, allow_pickle=False)
train, test = np.load(asked.train), np.load(asked.test)
has_label = y >= 0 if y.dtype.kind in "iu" else y != ""
learnt, known = train[has_label[train]], test[has_label[test]]
held, labelled, truth = x[test], x[known], y[known]
among = has_label[test]
found, differ, clusterings = {}, {}, {}

classifiers = {
    "knn": KNeighborsClassifier(k, algorithm="brute"),
    "linear": make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)),
    "mlp": make_pipeline(StandardScaler(), MLPClassifier(max_iter=50, random_state=0)),
}
theirs = np.load(asked.predicted)[:, among] if asked.predicted else None
for line, (name, classifier) in enumerate(classifiers.items()):
    predicted = classifier.fit(x[learnt], y[learnt]).predict(labelled)
    found[f"{name}_accuracy"] = metrics.accuracy_score(truth, predicted)
    found[f"{name}_f1"] = metrics.f1_score(truth, predicted, average="macro", zero_division=0)
    if theirs is not None:
        differ[name] = int((theirs[line] != predicted).sum())

found["silhouette"] = metrics.silhouette_score(labelled, truth)
found["davies_bouldin"] = metrics.davies_bouldin_score(labelled, truth)
found["calinski_harabasz"] = metrics.calinski_harabasz_score(labelled, truth)

if asked.reference:
    reference = matrix(asked.reference)[test]
    found["trustworthiness"] = trustworthiness(reference, held, n_neighbors=k)
    # Continuity is trustworthiness with the two spaces exchanged.
    found["continuity"] = trustworthiness(held, reference, n_neighbors=k)
    if asked.pairs:
        left, right = np.load(asked.pairs)
        there, here = (np.sqrt(((space[left] - space[right]) ** 2).sum(axis=1)) for space in (reference, held))
    else:
        there, here = pdist(reference), pdist(held)
    found["distance_correlation"] = spearmanr(there, here).statistic
    if asked.reconstructed:
        reconstructed = matrix(asked.reconstructed)[test]
        found["reconstruction_mse"] = metrics.mean_squared_error(reference, reconstructed)
        found["reconstruction_sse"] = reference.shape[1] * found["reconstruction_mse"]
        found["explained_variance"] = metrics.explained_variance_score(
            reference, reconstructed, multioutput="variance_weighted"
        )


def agreement(assigned):
    took_part = assigned[among] > -2
    classes, clusters = truth[took_part], assigned[among][took_part]
    return {
        "adjusted_rand": metrics.adjusted_rand_score(classes, clusters),
        "normalized_mutual_info": metrics.normalized_mutual_info_score(classes, clusters),
        "homogeneity": metrics.homogeneity_score(classes, clusters),
        "completeness": metrics.completeness_score(classes, clusters),
    }


def inertia(assigned):
    parts = (held[assigned == cluster] for cluster in np.unique(assigned))
    return sum(((part - part.mean(axis=0)) ** 2).sum() for part in parts)


smallest = max(5, int(len(held) / 100 + 0.5))
own = {
    "kmeans": KMeans(len(np.unique(truth)), n_init=10, random_state=0).fit_predict(held),
    "hdbscan": HDBSCAN(min_cluster_size=smallest, copy=True).fit_predict(held),
}
for name, assigned in own.items():
    clusterings[name] = {"assigned": assigned.tolist(), **agreement(assigned)}
clusterings["hdbscan"]["noise"] = float((own["hdbscan"] == -1).mean())
if asked.clusters:
    for name, assigned in zip(own, np.load(asked.clusters)):
        found |= {f"{name}_{figure}": value for figure, value in agreement(assigned).items()}
        clusterings[name]["alike"] = metrics.adjusted_rand_score(own[name], assigned)
        if name == "kmeans":
            clusterings[name]["inertia_ratio"] = inertia(assigned) / inertia(own[name])

versions = {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__}
print(
    json.dumps(
        {
            "versions": versions,
            "metrics": {name: float(value) for name, value in found.items()},
            "differ": differ,
            "clusterings": clusterings,
        }
    )
)

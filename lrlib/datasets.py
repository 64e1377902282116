"""Data to learn from: real photographs, a real table, files you may hold, and made-up sets."""

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lrlib._validate import Array, FloatArray, as_count, as_labels
from lrlib.images import images_to_vectors

__all__ = [
    "Dataset",
    "Table",
    "load_cat_patches",
    "load_catvnoncat",
    "load_smokers",
    "make_blobs",
    "make_rings",
    "make_two_minima",
]


class Dataset(NamedTuple):
    """Pictures for training and for testing.

    Attributes
    ----------
    X_train : ndarray of shape (n_x, m_train)
        Training inputs.
    Y_train : ndarray of shape (1, m_train)
        Training labels.
    X_test : ndarray of shape (n_x, m_test)
        Test inputs.
    Y_test : ndarray of shape (1, m_test)
        Test labels.
    classes : tuple of str
        What the labels 0 and 1 mean.
    image_shape : tuple of int
        (h, w, c), for `vectors_to_images`.
    """

    X_train: FloatArray
    Y_train: NDArray[np.int64]
    X_test: FloatArray
    Y_test: NDArray[np.int64]
    classes: tuple[str, str]
    image_shape: tuple[int, int, int]


class Table(NamedTuple):
    """People, or other things that a table has a row for, with one label each.

    Attributes
    ----------
    X : ndarray of shape (n_x, m)
        Inputs, one example a column.
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.
    features : tuple of str
        What the rows of X are.
    label : str
        What the label 1 means.
    """

    X: FloatArray
    Y: NDArray[np.int64]
    features: tuple[str, ...]
    label: str


# Photograph, label, and the grid of patches cut from each half: rows × columns.
_PHOTOGRAPHS = (
    ("chelsea.png", 1, 7, 15),
    ("astronaut.png", 0, 5, 7),
    ("coffee.png", 0, 5, 7),
    ("rocket.jpg", 0, 5, 7),
)
_SIDE = 64


def load_cat_patches() -> Dataset:
    """Cut small pictures of a cat, and of no cat, from four photographs.

    64×64 patches lie on a grid over each photograph: those of the lower half are for training,
    those of the upper half for testing, so that no test pixel is seen in training. Half are
    from *chelsea*, a cat; half from *astronaut*, *coffee* and *rocket*. All the cats are one
    cat: what is learnt is "chelsea or not". Used in chapter 16.

    Returns
    -------
    Dataset
        12288 features, 210 training and 210 test examples. Whoever asks gets the same arrays, so
        they cannot be written to: change a copy, ``X = data.X_train.copy()``.

    Examples
    --------
    >>> data = load_cat_patches()
    >>> data.X_train.shape, data.Y_test.shape, data.classes
    ((12288, 210), (1, 210), ('no cat', 'cat'))
    """
    return _cat_patches()


@cache
def _cat_patches() -> Dataset:
    photographs = [(_photograph(name), *how) for name, *how in _PHOTOGRAPHS]
    training = _patches(photographs, lower=True)
    testing = _patches(photographs, lower=False)
    for array in (*training, *testing):
        array.flags.writeable = False
    return Dataset(*training, *testing, ("no cat", "cat"), (_SIDE, _SIDE, 3))


def _photograph(name: str) -> NDArray[np.uint8]:
    from PIL import Image

    with (resources.files("lrlib") / "data" / name).open("rb") as file:
        return np.asarray(Image.open(file).convert("RGB"))


def _patches(photographs: Any, *, lower: bool) -> tuple[FloatArray, NDArray[np.int64]]:
    """Cut a grid of patches from the lower or the upper half of each photograph."""
    patches, labels = [], []
    for photo, label, n_rows, n_columns in photographs:
        height, width, _ = photo.shape
        top, bottom = (height // 2, height) if lower else (0, height // 2)
        rows = np.linspace(top, bottom - _SIDE, n_rows).astype(int).tolist()
        columns = np.linspace(0, width - _SIDE, n_columns).astype(int).tolist()
        patches += [photo[r : r + _SIDE, c : c + _SIDE] for r in rows for c in columns]
        labels += [label] * (n_rows * n_columns)
    return images_to_vectors(np.array(patches)), np.array([labels])


def load_catvnoncat(train_h5: str | Path, test_h5: str | Path) -> Dataset:
    """Read the two files `train_catvnoncat.h5` and `test_catvnoncat.h5`, if you hold them.

    They are not distributed here. Needs h5py: ``pip install 'lrlib[h5]'``. Used in chapter 16.

    Parameters
    ----------
    train_h5 : str or Path
        The file with `train_set_x` (uint8 of shape (m, h, w, c)), `train_set_y` (0 or 1) and
        `list_classes`.
    test_h5 : str or Path
        The file with `test_set_x`, `test_set_y` and `list_classes`.

    Returns
    -------
    Dataset
        12288 features for pictures of 64×64×3.

    Raises
    ------
    ImportError
        If h5py is not installed.
    FileNotFoundError
        If a file is missing.
    ValueError
        If a file is not HDF5 (a Git-LFS pointer, for one), or lacks what is said above.
    """
    X_train, Y_train, image_shape, classes = _read_h5(Path(train_h5), "train")
    X_test, Y_test, test_shape, _ = _read_h5(Path(test_h5), "test")
    if image_shape != test_shape:
        msg = (
            f"Both files must hold pictures of one shape. Got {image_shape} for training and "
            f"{test_shape} for testing."
        )
        raise ValueError(msg)
    return Dataset(X_train, Y_train, X_test, Y_test, classes, image_shape)


def _read_h5(path: Path, part: str) -> tuple[FloatArray, NDArray[np.int64], Any, Any]:
    try:
        import h5py
    except ImportError:
        msg = "Reading .h5 files needs h5py. Install it with: pip install 'lrlib[h5]'."
        raise ImportError(msg) from None
    if not path.is_file():
        msg = (
            f"There is no file {path}. The current folder is {Path.cwd()}. lrlib does not "
            "bring these files; load_cat_patches needs none."
        )
        raise FileNotFoundError(msg)
    with path.open("rb") as file:
        if file.read(40).startswith(b"version https://git-lfs"):
            msg = f"{path} is a Git-LFS pointer, not the data. Run: git lfs pull."
            raise ValueError(msg)
    try:
        with h5py.File(path) as file:
            images = _h5_array(file, path, f"{part}_set_x")
            labels = _h5_array(file, path, f"{part}_set_y")
            classes = _h5_array(file, path, "list_classes")
    except OSError as error:
        msg = f"{path} cannot be read as an HDF5 file ({error}). Was its download complete?"
        raise ValueError(msg) from None
    if images.ndim != 4 or images.dtype != np.uint8 or images.size == 0:
        msg = (
            f"{part}_set_x in {path} must be uint8 of shape (m, h, w, c). "
            f"Got {images.dtype} of shape {images.shape}."
        )
        raise ValueError(msg)
    if classes.shape != (2,):
        msg = f"list_classes in {path} must hold two names. Got shape {classes.shape}."
        raise ValueError(msg)
    if labels.ndim == 1:
        labels = labels.reshape(1, -1)
    X = images_to_vectors(images)
    Y = as_labels(labels, X, f"{part}_set_x", name=f"{part}_set_y").astype(np.int64)
    names = tuple(c.decode() if isinstance(c, bytes) else str(c) for c in classes)
    return X, Y, images.shape[1:], names


def _h5_array(file: Any, path: Path, key: str) -> Array:
    if key not in file:
        msg = f"{path} must hold {key}. It holds {', '.join(file) or 'nothing'}."
        raise ValueError(msg)
    return np.asarray(file[key])


def load_smokers() -> Table:
    """Read what became of 1629 smokers: who stopped smoking, and who had died by 1992.

    Smokers from 25 to 74 years of age whom a health survey of the United States asked in the
    years from 1971 on, and again about ten years later. The survey is the NHANES I Epidemiologic
    Followup Study of the National Center for Health Statistics, in the public domain; the folder
    ``lrlib/data`` says which of its columns these are. Used in chapter 21.

    Returns
    -------
    Table
        3 features, 1629 examples. `stopped` is 1 for who did not smoke any more when asked
        again, `age` is in years when first asked, `woman` is 1 for a woman and 0 for a man. The
        label 1 means that the person had died by 1992.

    Examples
    --------
    >>> table = load_smokers()
    >>> table.X.shape, table.features, table.label
    ((3, 1629), ('stopped', 'age', 'woman'), 'died')
    >>> table.X[:, 3], table.Y[:, 3]
    (array([ 0., 68.,  0.]), array([1]))
    """
    with (resources.files("lrlib") / "data" / "smokers.csv").open(encoding="utf-8") as file:
        *features, label = file.readline().strip().split(",")
        columns = np.loadtxt(file, delimiter=",", dtype=np.int64).T
    return Table(columns[:-1].astype(np.float64), columns[-1:], tuple(features), label)


def make_two_minima() -> tuple[FloatArray, NDArray[np.int64]]:
    """Return four points on which the mean squared error of one neuron has two valleys.

    One weight, no bias. Used in chapters 6 and 7.

    Returns
    -------
    X : ndarray of shape (1, 4)
        30, 4, 4, −1.
    Y : ndarray of shape (1, 4)
        0, 1, 1, 1.

    Examples
    --------
    >>> X, Y = make_two_minima()
    >>> X
    array([[30.,  4.,  4., -1.]])
    """
    return np.array([[30.0, 4.0, 4.0, -1.0]]), np.array([[0, 1, 1, 1]])


def make_blobs(
    rng: np.random.Generator, *, m: int = 200, distance: float = 3.0
) -> tuple[FloatArray, NDArray[np.int64]]:
    """Draw two round clouds of points, which one straight line mostly separates.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of random numbers, from ``np.random.default_rng(seed)``.
    m : int, default 200
        Number of points.
    distance : float, default 3.0
        Between the two centres, in standard deviations of a cloud.

    Returns
    -------
    X : ndarray of shape (2, m)
        Points.
    Y : ndarray of shape (1, m)
        0 for the cloud at the lower left, 1 for the other.

    Examples
    --------
    >>> X, Y = make_blobs(np.random.default_rng(0), m=10)
    >>> X.shape, Y
    ((2, 10), array([[0, 1, 0, 1, 0, 1, 0, 1, 0, 1]]))
    """
    Y = _alternating(rng, m)
    return rng.standard_normal((2, m)) + (Y - 0.5) * distance / np.sqrt(2), Y


def make_rings(
    rng: np.random.Generator, *, m: int = 200, noise: float = 0.1
) -> tuple[FloatArray, NDArray[np.int64]]:
    """Draw a small ring inside a large one, which no straight line separates.

    Used in chapter 23.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of random numbers, from ``np.random.default_rng(seed)``.
    m : int, default 200
        Number of points.
    noise : float, default 0.1
        Standard deviation of the radius; the radii are 0.5 and 1.5.

    Returns
    -------
    X : ndarray of shape (2, m)
        Points.
    Y : ndarray of shape (1, m)
        1 for the inner ring, 0 for the outer.

    Examples
    --------
    >>> X, Y = make_rings(np.random.default_rng(0), m=10)
    >>> X.shape, Y
    ((2, 10), array([[0, 1, 0, 1, 0, 1, 0, 1, 0, 1]]))
    """
    Y = _alternating(rng, m)
    radius = 1.5 - 1.0 * Y + noise * rng.standard_normal((1, m))
    angle = rng.uniform(0.0, 2 * np.pi, (1, m))
    return radius * np.vstack([np.cos(angle), np.sin(angle)]), Y


def _alternating(rng: Any, m: int) -> NDArray[np.int64]:
    """Return labels 0, 1, 0, 1, … after a look at the arguments."""
    if not isinstance(rng, np.random.Generator):
        msg = f"rng must be a generator, np.random.default_rng(seed). Got {rng!r}."
        raise TypeError(msg)
    return np.arange(as_count(m, "m", 1)).reshape(1, -1) % 2

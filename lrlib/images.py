"""From pictures to columns of numbers, and back."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrlib._validate import as_data

__all__ = ["images_to_vectors", "load_photo", "vectors_to_images"]


def images_to_vectors(images: NDArray[Any]) -> NDArray[np.float64]:
    """Turn each picture into a column of intensities between 0 and 1.

    Pixel (r, c, channel) lands in row (r·width + c)·channels + channel. Derived in chapter 1.

    Parameters
    ----------
    images : ndarray of shape (m, h, w, c)
        Pictures: uint8, which is divided by 255, or float in [0, 1].

    Returns
    -------
    ndarray of shape (h·w·c, m)
        X, one picture a column.

    Raises
    ------
    TypeError
        If the pictures are neither uint8 nor float.
    ValueError
        If there are not four dimensions, no picture, or floats outside [0, 1].

    Examples
    --------
    >>> images = np.array([[[[255, 0, 51]]]], dtype=np.uint8)  # one picture of one pixel
    >>> images_to_vectors(images)
    array([[1. ],
           [0. ],
           [0.2]])
    """
    images = np.asarray(images)
    if images.ndim != 4:
        fix = " One picture is a stack of one: image[np.newaxis]." if images.ndim == 3 else ""
        msg = f"images must have shape (m, h, w, c), four dimensions. Got {images.shape}.{fix}"
        raise ValueError(msg)
    if images.size == 0:
        msg = f"images must hold at least one picture. Got shape {images.shape}."
        raise ValueError(msg)
    if images.dtype == np.uint8:
        images = images / 255
    elif images.dtype.kind != "f":
        msg = f"images must be uint8, or float in [0, 1]. Got dtype {images.dtype}."
        raise TypeError(msg)
    elif not ((images >= 0) & (images <= 1)).all():
        msg = (
            f"images of floats must lie in [0, 1]. Got {images.min():.4g} to "
            f"{images.max():.4g}. Divide by 255 once."
        )
        raise ValueError(msg)
    X: NDArray[np.float64] = images.reshape(images.shape[0], -1).T.astype(np.float64)
    return X


def vectors_to_images(
    X: NDArray[np.float64], image_shape: tuple[int, int, int]
) -> NDArray[np.uint8]:
    """Turn each column back into a picture.

    Values are scaled by 255, rounded and clipped. Derived in chapter 1.

    Parameters
    ----------
    X : ndarray of shape (h·w·c, m)
        Intensities between 0 and 1, one picture a column.
    image_shape : tuple of int
        (h, w, c).

    Returns
    -------
    ndarray of shape (m, h, w, c)
        Pictures, uint8.

    Raises
    ------
    ValueError
        If n_x is not h·w·c, or X is not finite.

    Examples
    --------
    >>> vectors_to_images(np.array([[1.0], [0.0], [0.2]]), (1, 1, 3))
    array([[[[255,   0,  51]]]], dtype=uint8)
    """
    X = as_data(X)
    h, w, c = _image_shape(image_shape)
    if X.shape[0] != h * w * c:
        fix = " Is X transposed? Pictures are columns here." if X.shape[1] == h * w * c else ""
        msg = (
            f"X must have h·w·c = {h}·{w}·{c} = {h * w * c} rows to match image_shape "
            f"{(h, w, c)}. Got shape {X.shape}.{fix}"
        )
        raise ValueError(msg)
    if not np.isfinite(X).all():
        msg = "X must hold finite numbers."
        raise ValueError(msg)
    pixels = np.clip(np.rint(X * 255.0), 0, 255).astype(np.uint8)
    return np.ascontiguousarray(pixels.T).reshape(-1, h, w, c)


def _image_shape(image_shape: Any) -> tuple[int, int, int]:
    shape = tuple(image_shape)
    if len(shape) != 3 or not all(isinstance(n, int | np.integer) and n > 0 for n in shape):
        msg = f"image_shape must be (h, w, c), three whole numbers. Got {image_shape!r}."
        raise ValueError(msg)
    h, w, c = (int(n) for n in shape)
    return h, w, c


def load_photo(
    path: str | Path, image_shape: tuple[int, int, int] = (64, 64, 3)
) -> NDArray[np.uint8]:
    """Read a photograph of your own, cropped to the middle and scaled to `image_shape`.

    A phone's rotation mark is obeyed, and what is transparent becomes white.
    Used in chapter 16.

    Parameters
    ----------
    path : str or Path
        A picture file (JPEG, PNG, …).
    image_shape : tuple of int, default (64, 64, 3)
        (h, w, c), with c = 3 for colour or 1 for grey.

    Returns
    -------
    ndarray of shape (1, h, w, c)
        A stack of one picture, uint8, ready for `images_to_vectors`.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is not a picture, or c is neither 1 nor 3.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    h, w, c = _image_shape(image_shape)
    if c not in (1, 3):
        msg = f"image_shape must end in 3 (colour) or 1 (grey). Got {(h, w, c)}."
        raise ValueError(msg)
    path = Path(path)
    if not path.is_file():
        msg = f"There is no file {path}. The current folder is {Path.cwd()}."
        raise FileNotFoundError(msg)
    try:
        with Image.open(path) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGBA")
    except UnidentifiedImageError:
        msg = f"{path} is not a picture that can be read. JPEG and PNG work."
        raise ValueError(msg) from None
    white = Image.new("RGBA", image.size, "white")
    image = Image.alpha_composite(white, image).convert("RGB" if c == 3 else "L")
    image = ImageOps.fit(image, (w, h), method=Image.Resampling.LANCZOS)
    return np.asarray(image, dtype=np.uint8).reshape(1, h, w, c)

"""From pictures to columns of numbers, and back."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrlib._validate import Array, FloatArray, as_count, as_data, require_finite

__all__ = ["images_to_vectors", "load_photo", "vectors_to_images"]


def images_to_vectors(images: Array) -> FloatArray:
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
        intensities = images / 255
    elif images.dtype.kind != "f":
        msg = f"images must be uint8, or float in [0, 1]. Got dtype {images.dtype}."
        raise TypeError(msg)
    elif not ((images >= 0) & (images <= 1)).all():
        msg = (
            f"images of dtype {images.dtype} must lie in [0, 1]. Got {images.min():.4g} to "
            f"{images.max():.4g}. Divide intensities of 0 to 255 by 255, once."
        )
        raise ValueError(msg)
    else:
        intensities = images.astype(np.float64)
    return intensities.reshape(len(images), -1).T


def vectors_to_images(X: FloatArray, image_shape: tuple[int, int, int]) -> NDArray[np.uint8]:
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
    require_finite(X, "X")
    pixels = np.clip(np.rint(X * 255.0), 0, 255).astype(np.uint8)
    return np.ascontiguousarray(pixels.T).reshape(-1, h, w, c)


def _image_shape(image_shape: Any) -> tuple[int, int, int]:
    if not isinstance(image_shape, tuple | list) or len(image_shape) != 3:
        msg = f"image_shape must be (h, w, c), such as (64, 64, 3). Got {image_shape!r}."
        raise ValueError(msg)
    h, w, c = (as_count(n, f"image_shape[{i}]", 1) for i, n in enumerate(image_shape))
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
        If it is not a picture of 8 bits a channel, or c is neither 1 nor 3.
    """
    from PIL import Image, ImageOps

    h, w, c = _image_shape(image_shape)
    if c not in (1, 3):
        msg = f"image_shape must end in 3 (colour) or 1 (grey). Got {(h, w, c)}."
        raise ValueError(msg)
    if not Path(path).is_file():
        msg = f"There is no file {path}. The current folder is {Path.cwd()}."
        raise FileNotFoundError(msg)
    try:
        with Image.open(path) as opened:
            image = ImageOps.exif_transpose(opened)
    except OSError as error:
        msg = f"{path} cannot be read as a picture ({error}). JPEG and PNG work."
        raise ValueError(msg) from None
    if image.mode[0] in "IF":  # Pillow would clip, not scale
        msg = f"{path} has more than 8 bits a channel. Save it as an ordinary JPEG or PNG."
        raise ValueError(msg)
    image = image.convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    image = Image.alpha_composite(white, image).convert("RGB" if c == 3 else "L")
    image = ImageOps.fit(image, (w, h), method=Image.Resampling.LANCZOS)
    return np.asarray(image, dtype=np.uint8).reshape(1, h, w, c)

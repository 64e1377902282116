"""Pictures to columns and back, and photographs of one's own."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lrlib.images import images_to_vectors, load_photo, vectors_to_images


def pictures(seed=0, m=3, h=4, w=5, c=3):
    images = np.random.default_rng(seed).integers(0, 256, (m, h, w, c), dtype=np.uint8)
    images.flags.writeable = False
    return images


def test_by_hand():
    """Two pictures of one row and two pixels."""
    images = np.array(
        [[[[0, 51, 102], [153, 204, 255]]], [[[255, 0, 0], [0, 255, 0]]]], dtype=np.uint8
    )
    X = images_to_vectors(images)
    np.testing.assert_allclose(
        X, np.array([[0, 0.2, 0.4, 0.6, 0.8, 1.0], [1, 0, 0, 0, 1, 0]]).T, rtol=1e-15
    )
    assert X.dtype == np.float64


@given(st.integers(0, 3), st.integers(0, 4), st.integers(0, 2), st.integers(0, 2))
def test_where_a_pixel_lands(r, c, channel, i):
    """Row (r·width + c)·channels + channel of column i."""
    images = pictures()
    X = images_to_vectors(images)
    assert X.shape == (60, 3)
    assert X[(r * 5 + c) * 3 + channel, i] == images[i, r, c, channel] / 255


def test_scrambled_reshape_is_something_else():
    """reshape(n_x, m) has the right shape and tears the pictures apart."""
    images = pictures()
    scrambled = images.reshape(60, 3) / 255
    assert scrambled.shape == images_to_vectors(images).shape
    assert not np.allclose(scrambled, images_to_vectors(images))


@given(st.integers(0, 99), st.integers(1, 4), st.integers(1, 5), st.sampled_from([1, 3]))
def test_there_and_back(seed, m, h, c):
    images = pictures(seed, m, h, 3, c)
    back = vectors_to_images(images_to_vectors(images), (h, 3, c))
    assert back.dtype == np.uint8
    np.testing.assert_array_equal(back, images)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_floats_are_taken_as_they_are(dtype):
    images = (pictures() / 255).astype(dtype)
    X = images_to_vectors(images)
    assert X.dtype == np.float64
    np.testing.assert_array_equal(X, images.reshape(3, -1).T.astype(np.float64))
    assert not np.shares_memory(X, images)


def test_values_are_rounded_and_clipped():
    X = np.array([[-0.2], [0.4999 / 255], [0.5001 / 255], [254.6 / 255], [1.7]])
    assert vectors_to_images(X, (1, 5, 1)).ravel().tolist() == [0, 0, 1, 255, 255]


@pytest.mark.parametrize(
    ("images", "error", "message"),
    [
        (
            pictures()[0],
            ValueError,
            "images must have shape (m, h, w, c), four dimensions. Got (4, 5, 3). "
            "One picture is a stack of one: image[np.newaxis].",
        ),
        (np.zeros(12), ValueError, "four dimensions. Got (12,)."),
        (pictures()[:0], ValueError, "at least one picture. Got shape (0, 4, 5, 3)."),
        (pictures().astype(int), TypeError, "uint8, or float in [0, 1]. Got dtype int64."),
        (
            np.array([[[[0.0], [255.0]]]]),
            ValueError,
            "images of dtype float64 must lie in [0, 1]. Got 0 to 255. "
            "Divide intensities of 0 to 255 by 255, once.",
        ),
        (np.full((1, 1, 1, 3), np.nan), ValueError, "must lie in [0, 1]. Got nan to nan."),
    ],
)
def test_images_to_vectors_refuses_and_says_why(images, error, message):
    with pytest.raises(error, match=re.escape(message)):
        images_to_vectors(images)


@pytest.mark.parametrize(
    ("X", "image_shape", "error", "message"),
    [
        (
            np.zeros((60, 2)),
            (4, 4, 3),
            ValueError,
            "X must have h·w·c = 4·4·3 = 48 rows to match image_shape (4, 4, 3). Got shape",
        ),
        (np.zeros((2, 48)), (4, 4, 3), ValueError, "Is X transposed? Pictures are columns here."),
        (np.zeros(48), (4, 4, 3), ValueError, "shape (n_x, m), two dimensions. Got (48,)."),
        (np.full((48, 1), np.nan), (4, 4, 3), ValueError, "X[0, 0] is nan"),
        (np.zeros((48, 1)), (4, 4), ValueError, "such as (64, 64, 3). Got (4, 4)."),
        (np.zeros((48, 1)), 48, ValueError, "image_shape must be (h, w, c)"),
        (np.zeros((48, 1)), (4, 4, 0), ValueError, "image_shape[2] must be at least 1. Got 0."),
        (np.zeros((48, 1)), (4, 4.0, 3), TypeError, "image_shape[1] must be a whole number."),
    ],
)
def test_vectors_to_images_refuses_and_says_why(X, image_shape, error, message):
    with pytest.raises(error, match=re.escape(message)):
        vectors_to_images(X, image_shape)


# Photographs

CORNERS = np.array(
    [[[250, 0, 0], [0, 250, 0], [0, 250, 0]], [[0, 0, 250], [250, 250, 0], [250, 250, 0]]],
    dtype=np.uint8,
)


def save(path, array, mode=None, **options):
    Image.fromarray(array.repeat(16, axis=0).repeat(16, axis=1), mode).save(path, **options)
    return path


def test_photo_is_a_stack_of_one(tmp_path):
    path = save(tmp_path / "a.png", CORNERS)
    photo = load_photo(path, (32, 48, 3))
    assert photo.shape == (1, 32, 48, 3)
    assert photo.dtype == np.uint8
    np.testing.assert_array_equal(photo[0, ::16, ::16], CORNERS)
    assert images_to_vectors(photo).shape == (32 * 48 * 3, 1)
    assert load_photo(str(path)).shape == (1, 64, 64, 3)


# What each mark of the standard asks for, to set a picture upright.
UPRIGHT = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.swapaxes(0, 1),
    6: lambda a: np.rot90(a, -1),
    7: lambda a: a[::-1, ::-1].swapaxes(0, 1),
    8: lambda a: np.rot90(a),
}


@pytest.mark.parametrize("mark", UPRIGHT)
def test_photo_obeys_the_rotation_mark(tmp_path, mark):
    exif = Image.Exif()
    exif[0x0112] = mark
    path = save(tmp_path / "a.png", CORNERS, exif=exif)
    upright = UPRIGHT[mark](CORNERS)
    h, w, _ = upright.shape
    photo = load_photo(path, (16 * h, 16 * w, 3))
    np.testing.assert_array_equal(photo[0, ::16, ::16], upright)


def test_photo_is_cropped_to_the_middle(tmp_path):
    """Three squares side by side: only the middle one is left."""
    row = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255]]], dtype=np.uint8)
    photo = load_photo(save(tmp_path / "a.png", row), (16, 16, 3))
    np.testing.assert_array_equal(photo[0], np.broadcast_to(row[0, 1], (16, 16, 3)))


def test_photo_in_grey(tmp_path):
    photo = load_photo(save(tmp_path / "a.png", CORNERS), (32, 48, 1))
    assert photo.shape == (1, 32, 48, 1)
    luma = CORNERS @ np.array([0.299, 0.587, 0.114])
    np.testing.assert_allclose(photo[0, ::16, ::16, 0], luma, atol=1)


@pytest.mark.parametrize(("alpha", "shown"), [(0, 255), (255, 100), (128, 177)])
def test_what_is_transparent_becomes_white(tmp_path, alpha, shown):
    pixel = np.array([[[100, 100, 100, alpha]]], dtype=np.uint8)
    photo = load_photo(save(tmp_path / "a.png", pixel), (4, 4, 3))
    np.testing.assert_allclose(photo, shown, atol=1)


def test_photos_of_other_kinds(tmp_path):
    """Grey, palette with a transparent colour, CMYK, black and white."""
    colour = Image.fromarray(np.full((16, 16, 3), 200, dtype=np.uint8))
    colour.convert("L").save(tmp_path / "grey.png")
    colour.convert("P").save(tmp_path / "palette.png")
    colour.convert("P", palette=Image.Palette.ADAPTIVE).save(tmp_path / "clear.png", transparency=0)
    colour.convert("CMYK").save(tmp_path / "cmyk.jpg", quality=100)
    colour.convert("1").save(tmp_path / "bits.png")
    for name, value, slack in [
        ("grey.png", 200, 0), ("palette.png", 200, 10), ("clear.png", 255, 0), ("cmyk.jpg", 200, 2),
    ]:  # fmt: skip
        np.testing.assert_allclose(load_photo(tmp_path / name, (8, 8, 3)), value, atol=slack)
    assert load_photo(tmp_path / "bits.png", (16, 16, 1)).min() == 0


def test_photo_refuses_and_says_why(tmp_path):
    text = tmp_path / "notes.jpg"
    text.write_text("not a picture")
    deep = tmp_path / "deep.png"
    Image.fromarray(np.full((8, 8), 40000, dtype=np.uint16)).save(deep)
    whole = save(tmp_path / "a.png", CORNERS).read_bytes()
    cut = tmp_path / "cut.png"
    cut.write_bytes(whole[: len(whole) // 2])
    for path, shape, error, message in [
        (tmp_path / "none.jpg", (8, 8, 3), FileNotFoundError, "There is no file"),
        (tmp_path, (8, 8, 3), FileNotFoundError, "There is no file"),
        (text, (8, 8, 3), ValueError, "notes.jpg cannot be read as a picture"),
        (cut, (8, 8, 3), ValueError, "cut.png cannot be read as a picture"),
        (deep, (8, 8, 3), ValueError, "deep.png has more than 8 bits a channel"),
        (text, (8, 8, 4), ValueError, r"must end in 3 \(colour\) or 1 \(grey\). Got \(8, 8, 4\)"),
        (text, (8, 8), ValueError, "image_shape must be"),
    ]:
        with pytest.raises(error, match=message):
            load_photo(path, shape)

"""tf.image: each function, each parameter; and reading and writing files."""

import base64
import os
import tempfile

import numpy as np

RANDOM = np.random.RandomState(0)
A = RANDOM.rand(2, 5, 4, 3).astype(np.float32)
B = RANDOM.rand(2, 5, 4, 3).astype(np.float32)
BYTES = RANDOM.randint(0, 256, (5, 4, 3)).astype(np.uint8)
LARGE = RANDOM.rand(1, 13, 14, 2).astype(np.float32)
BOXES = np.array(
    [[[0.1, 0.2, 0.7, 0.9], [-0.2, 0.3, 0.5, 1.4]], [[0.6, 0.6, 0.2, 0.9], [0, 0, 1, 1]]], np.float32
)
CORNERS = np.array(
    [[0, 0, 1, 1], [0, 0.1, 1, 1.1], [0, 0.6, 1, 1.6], [3, 3, 2, 2], [0, 0, 0.9, 1]], np.float32
)
SCORES = np.array([0.9, 0.75, 0.6, 0.95, 0.5], np.float32)
CLASSES = np.stack([SCORES, SCORES[::-1]], -1)[None]
FILES = {
    "png": "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAIAAAA7ljmRAAAAMklEQVR4nAEnANj/AF+CwtnP6w+jIdfZggD4vRBFuO"
    "jNTqk9fQoBHfBC"
    "9sblKE4UFtrxklITytWCoI8AAAAASUVORK5CYII=",
    "grey": "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAAAAACRn/EaAAAAF0lEQVR4nGOIv8l/neGH61lbRtlvGmIAL+EFuIKA4n"
    "MAAAAASUVORK5C"
    "YII=",
    "alpha": "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAYAAAC09K7GAAAAPklEQVR4nAEzAMz/AF+Cwl/Zz+vZD6MhD9fZgtcA+L"
    "0Q+EW46EXNTqnN"
    "PX0KPQEd8EId9sbl9ihOFCgW2vEWstoZgPAk5HsAAAAASUVORK5CYII=",
    "palette": "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADBAMAAABG2rP1AAAAGFBMVEXY1Lf4vRBR3iwx1JUTtidOgGYPoyGEKXIqQp"
    "uDAAAAEUlEQVR4"
    "nGMMEGA6LMYk+AcACFkCTINf274AAAAASUVORK5CYII=",
    "bmp": "Qk1aAAAAAAAAADYAAAAoAAAABAAAAAMAAAABABgAAAAAACQAAADEDgAAxA4AAAAAAAAAAAAAQvAdJ7YTOwQ7LN5REL"
    "346LhFqU7NCn09woJf"
    "68/ZIaMPgtnX",
    "gif": "R0lGODdhAwACAIEAAAoKCgAAAAAAAAAAACwAAAAAAwACAAAIBgABCBwYEAAh+QQBAAABACwAAAAAAwACAIHIyMgAAA"
    "AAAAAAAAAIBgABCBwYEAA7",
    "jpeg": "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDg"
    "sLEBYQERMUFRUVDA8X"
    "GBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"
    "QUFBQUFBQUFBT/wAARCAAI"
    "AAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAA"
    "AAAAAAAAAAAAAABwj/xAAU"
    "EQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCQAHqQf//Z",
}
FILES = {name: base64.b64decode(text) for name, text in FILES.items()}
SIZES = [(3, 7), (1, 1), (10, 8), (5, 2)]
ONE = {"min_object_covered": 1.0, "area_range": (1.0, 1.0), "aspect_ratio_range": (0.8, 0.8)}


def resized(name, **options):
    def call(tf, run):
        function = getattr(tf.image, name)
        results = [function(A, size, name="r", **options) for size in SIZES]
        return run([*results, function(np.uint8(A * 255), [4, 3], **options)])

    return call


def static(function):
    def call(tf, run):
        x = tf.placeholder(tf.float32, [None, None, None, 3])
        return str(function(tf, x).shape)

    return call


def slopes(function, *inputs):
    def call(tf, run):
        xs = [tf.constant(x) for x in inputs]
        y = function(tf, *xs)
        weights = np.cos(np.arange(int(np.prod(y.shape.as_list())))).reshape(y.shape.as_list())
        return run(tf.gradients(y * tf.constant(weights, tf.float32), xs))

    return call


def random(function):
    def call(tf, run):
        y = function(tf)
        one, other = run(y), run(y)
        return [one.shape, one.dtype.name, bool((one != other).any())]

    return call


def near(pixels):
    """Two decoders of JPEG may differ by one."""
    return np.round(pixels / 10)


def written(tf, run):
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "new", "a.txt")
        run(tf.write_file(name, "text", name="w"))
        names = run(tf.matching_files(os.path.join(folder, "new", "*.txt"), name="m"))
        return [run(tf.read_file(name, name="r")), len(names), run(tf.io.read_file(names[0]))]


CALLS = {
    **{
        f"{name} {options}": resized(name, **options)
        for name in ("resize_bilinear", "resize_nearest_neighbor", "resize_bicubic")
        for options in ({}, {"align_corners": True}, {"half_pixel_centers": True})
    },
    "resize_area": resized("resize_area"),
    "resize_area align_corners": resized("resize_area", align_corners=True),
    "resize both": lambda tf, run: run(
        tf.image.resize_bilinear(A, [3, 3], align_corners=True, half_pixel_centers=True)
    ),
    **{
        f"resize_images {method}": lambda tf, run, method=method: run(
            [
                tf.image.resize_images(A, [7, 3], method, True, name="x"),
                tf.image.resize_images(A[0], [4, 6], method),
                tf.image.resize_images(BYTES, [20, 6], method, preserve_aspect_ratio=True),
                tf.image.resize_images(BYTES, [5, 4], method),
                tf.image.resize(A, [2, 9], method=method),
            ]
        )
        for method in (0, 1, 2, 3)
    },
    "resize_images text": lambda tf, run: run(tf.image.resize_images(A, (3, 3), method="bicubic")),
    "resize_images method": lambda tf, run: run(tf.image.resize_images(A, (3, 3), method=9)),
    "resize_images rank": lambda tf, run: run(tf.image.resize_images(A[0, 0], (3, 3))),
    "resize_images size": lambda tf, run: run(tf.image.resize_images(A, 3)),
    "resize_images shape": static(lambda tf, x: tf.image.resize_images(x, [3, 7])),
    "resize_images dynamic": lambda tf, run: run(
        tf.image.resize_images(A, tf.shape(tf.placeholder_with_default(A, [None] * 4))[1:3] * 2)
    ),
    "resize_image_with_pad": lambda tf, run: run(
        [
            tf.image.resize_image_with_pad(A, 4, 9, method=0, align_corners=True),
            tf.image.resize_image_with_pad(A[0], 9, 4),
            tf.image.resize_image_with_pad(A, 10, 3, 1),
        ]
    ),
    "gradient bilinear": slopes(lambda tf, x: tf.image.resize_bilinear(x, [3, 7]), A),
    "gradient nearest": slopes(lambda tf, x: tf.image.resize_nearest_neighbor(x, [3, 7]), A),
    "gradient bicubic": slopes(lambda tf, x: tf.image.resize_bicubic(x, [3, 7]), A),
    "crop_or_pad": lambda tf, run: run(
        [tf.image.resize_image_with_crop_or_pad(A, h, w) for h, w in ((3, 7), (8, 1), (5, 4), (2, 3), (6, 9))]
    ),
    "crop_or_pad single": lambda tf, run: run(tf.image.resize_with_crop_or_pad(BYTES, 4, tf.constant(5))),
    "crop_or_pad zero": lambda tf, run: run(tf.image.resize_image_with_crop_or_pad(A, 0, 5)),
    "crop_or_pad shape": static(lambda tf, x: tf.image.resize_image_with_crop_or_pad(x, 3, 7)),
    "crop_to_bounding_box": lambda tf, run: run(tf.image.crop_to_bounding_box(A, 1, 2, 3, 2)),
    "crop_to_bounding_box outside": lambda tf, run: run(tf.image.crop_to_bounding_box(A, 1, 2, 5, 2)),
    "crop_to_bounding_box shape": static(lambda tf, x: tf.image.crop_to_bounding_box(x, 1, 2, 3, 2)),
    "crop gradient": slopes(lambda tf, x: tf.image.crop_to_bounding_box(x, 1, 2, 3, 2), A),
    "pad_to_bounding_box": lambda tf, run: run(tf.image.pad_to_bounding_box(BYTES, 1, 2, 7, 6)),
    "pad_to_bounding_box outside": lambda tf, run: run(tf.image.pad_to_bounding_box(BYTES, 3, 2, 7, 6)),
    "central_crop": lambda tf, run: run(
        [tf.image.central_crop(x, f) for x in (A, BYTES) for f in (0.5, 0.3, 0.8, 1.0)]
    ),
    "central_crop fraction": lambda tf, run: run(tf.image.central_crop(A, 1.5)),
    "random_crop": random(lambda tf: tf.random_crop(LARGE, [1, 5, 4, 2], seed=3, name="r")),
    "image.random_crop": random(lambda tf: tf.image.random_crop(LARGE, [1, 5, 4, 2])),
    "random_crop too large": lambda tf, run: run(tf.random_crop(A, [1, 6, 4, 2])),
    "flips": lambda tf, run: run(
        [f(x) for f in (tf.image.flip_left_right, tf.image.flip_up_down) for x in (A, BYTES)]
    ),
    "flip rank": lambda tf, run: run(tf.image.flip_left_right(A[0, 0])),
    "flip gradient": slopes(lambda tf, x: tf.image.flip_up_down(x), A),
    "random_flip": lambda tf, run: [
        run(f(x, seed=2)).shape
        for f in (tf.image.random_flip_left_right, tf.image.random_flip_up_down)
        for x in (A, BYTES)
    ],
    "rot90": lambda tf, run: run(
        [tf.image.rot90(A, k=k, name="r") for k in range(-1, 5)] + [tf.image.rot90(BYTES)]
    ),
    "transpose": lambda tf, run: run([tf.image.transpose(A, name="t"), tf.image.transpose_image(BYTES)]),
    "convert_image_dtype": lambda tf, run: run(
        [
            tf.image.convert_image_dtype(x, dtype, saturate=s, name="c")
            for x in (BYTES, np.int16(BYTES) * 100, A * 0.9)
            for dtype in (tf.uint8, tf.int16, tf.int32, tf.float32, tf.float64)
            for s in (False, True)
        ]
    ),
    "convert_image_dtype saturate": lambda tf, run: run(
        tf.image.convert_image_dtype(A * 3 - 1, tf.uint8, saturate=True)
    ),
    "grayscale": lambda tf, run: run([tf.image.rgb_to_grayscale(x, name="g") for x in (A, BYTES)]),
    "grayscale_to_rgb": lambda tf, run: run(
        [tf.image.grayscale_to_rgb(tf.constant(x[..., :1]), name="g") for x in (A, BYTES)]
    ),
    "grayscale_to_rgb channels": lambda tf, run: run(tf.image.grayscale_to_rgb(tf.constant(A))),
    "hsv": lambda tf, run: run([tf.image.rgb_to_hsv(A, name="h"), tf.image.hsv_to_rgb(A, name="h")]),
    "hsv grey": lambda tf, run: run(
        tf.image.rgb_to_hsv([[0.0, 0, 0], [0.5, 0.5, 0.5], [1, 0, 1], [1, 1, 0]])
    ),
    "hsv integers": lambda tf, run: run(tf.image.rgb_to_hsv(tf.constant(BYTES))),
    "yuv, yiq": lambda tf, run: run(
        [f(A) for f in (tf.image.rgb_to_yuv, tf.image.yuv_to_rgb, tf.image.rgb_to_yiq, tf.image.yiq_to_rgb)]
    ),
    "yuv gradient": slopes(lambda tf, x: tf.image.rgb_to_yuv(x), A),
    "adjust_brightness": lambda tf, run: run(
        [tf.image.adjust_brightness(x, d) for x in (A, BYTES) for d in (0.3, -0.5)]
    ),
    "adjust_contrast": lambda tf, run: run(
        [tf.image.adjust_contrast(x, d) for x in (A, BYTES) for d in (0.3, 2.0)]
    ),
    "contrast gradient": slopes(lambda tf, x: tf.image.adjust_contrast(x, 1.5), A),
    "adjust_hue": lambda tf, run: run(
        [tf.image.adjust_hue(x, d, name="h") for x in (A, BYTES) for d in (0.3, -0.9)]
    ),
    "adjust_hue delta": lambda tf, run: run(tf.image.adjust_hue(A, 1.5)),
    "adjust_saturation": lambda tf, run: run(
        [tf.image.adjust_saturation(x, d, name="s") for x in (A, BYTES) for d in (0.3, 2.0)]
    ),
    "adjust_gamma": lambda tf, run: run([tf.image.adjust_gamma(x, gamma=2.2, gain=0.9) for x in (A, BYTES)]),
    "adjust_gamma negative": lambda tf, run: run(tf.image.adjust_gamma(A, -1.0)),
    "per_image_standardization": lambda tf, run: run(
        [tf.image.per_image_standardization(x) for x in (A, BYTES, BYTES * 0)]
    ),
    "standardization gradient": slopes(lambda tf, x: tf.image.per_image_standardization(x), A),
    "random_brightness": random(lambda tf: tf.image.random_brightness(A, 0.2, seed=1)),
    "random_contrast": random(lambda tf: tf.image.random_contrast(A, 0.2, 0.8, seed=1)),
    "random_hue": random(lambda tf: tf.image.random_hue(BYTES, 0.2, seed=1)),
    "random_saturation": random(lambda tf: tf.image.random_saturation(A, 0.2, 0.8, seed=1)),
    "random_brightness negative": lambda tf, run: run(tf.image.random_brightness(A, -1.0)),
    "random_contrast range": lambda tf, run: run(tf.image.random_contrast(A, 0.8, 0.2)),
    "random_hue range": lambda tf, run: run(tf.image.random_hue(A, 0.8)),
    "adjust_jpeg_quality": lambda tf, run: [
        run(tf.image.adjust_jpeg_quality(x, 50, name="q")).shape for x in (A[0], BYTES)
    ],
    "random_jpeg_quality": lambda tf, run: run(tf.image.random_jpeg_quality(A[0], 50, 60, seed=1)).shape,
    "random_jpeg_quality range": lambda tf, run: run(tf.image.random_jpeg_quality(A[0], 60, 50)),
    **{
        f"decode_png {name} {channels}": lambda tf, run, name=name, channels=channels: run(
            tf.image.decode_png(FILES[name], channels=channels, dtype=tf.uint8, name="d")
        )
        for name in ("png", "grey", "alpha", "palette")
        for channels in (0, 1, 3, 4)
    },
    "decode_png jpeg": lambda tf, run: near(run(tf.image.decode_png(FILES["jpeg"]))),
    "decode_png bmp": lambda tf, run: run(tf.image.decode_png(FILES["bmp"])),
    "decode_png shape": lambda tf, run: str(tf.image.decode_png(FILES["png"], channels=3).shape),
    "decode_png channels 5": lambda tf, run: run(tf.image.decode_png(FILES["png"], channels=5)),
    "decode_png truncated": lambda tf, run: run(tf.image.decode_png(FILES["png"][:60])),
    "decode_png text": lambda tf, run: run(tf.image.decode_png(b"no image")),
    "decode_jpeg": lambda tf, run: run(
        [
            tf.image.decode_jpeg(
                FILES["jpeg"],
                channels=c,
                ratio=r,
                fancy_upscaling=False,
                acceptable_fraction=0.5,
                dct_method="INTEGER_ACCURATE",
                name="j",
            )
            for c, r in ((0, 1), (3, 2), (1, 4))
        ]
    ),
    "decode_jpeg truncated": lambda tf, run: run(tf.image.decode_jpeg(FILES["jpeg"][:100])),
    "decode_and_crop_jpeg": lambda tf, run: near(
        run(tf.image.decode_and_crop_jpeg(FILES["jpeg"], [1, 2, 3, 4], channels=3, name="c"))
    ),
    "decode_bmp": lambda tf, run: run(
        [tf.image.decode_bmp(FILES["bmp"], channels=c, name="b") for c in (0, 3)]
    ),
    "decode_bmp png": lambda tf, run: run(tf.image.decode_bmp(FILES["png"])),
    "decode_gif": lambda tf, run: run(tf.image.decode_gif(FILES["gif"], name="g")),
    "decode_gif shape": lambda tf, run: str(tf.image.decode_gif(FILES["gif"]).shape),
    "decode_image": lambda tf, run: run(
        [tf.image.decode_image(FILES[n], name="i") for n in ("png", "grey", "bmp", "gif")]
        + [tf.image.decode_image(FILES["png"], channels=3, dtype=tf.float32)]
        + [tf.image.decode_image(FILES["gif"], expand_animations=False)]
    ),
    "decode_image shape": lambda tf, run: [
        str(tf.image.decode_image(FILES["png"]).shape),
        str(tf.image.decode_image(FILES["png"], 3, expand_animations=False).shape),
    ],
    "encode_png": lambda tf, run: run(
        [
            tf.image.decode_png(tf.image.encode_png(x, compression=c, name="e"))
            for x in (BYTES, BYTES[..., :1], BYTES[..., :2])
            for c in (-1, 9)
        ]
    ),
    "encode_png floats": lambda tf, run: run(tf.image.encode_png(A[0])),
    "encode_jpeg": lambda tf, run: run(
        tf.image.decode_jpeg(
            tf.image.encode_jpeg(
                np.full((8, 8, 3), 128, np.uint8),
                format="rgb",
                quality=80,
                progressive=True,
                optimize_size=True,
                chroma_downsampling=False,
                density_unit="cm",
                x_density=100,
                y_density=100,
                xmp_metadata="",
                name="e",
            )
        )
    ),
    "encode_jpeg channels": lambda tf, run: run(tf.image.encode_jpeg(BYTES[..., :1], format="rgb")),
    "is_jpeg": lambda tf, run: run([tf.image.is_jpeg(FILES[n], name="i") for n in ("png", "jpeg")]),
    "extract_jpeg_shape": lambda tf, run: run(
        [tf.image.extract_jpeg_shape(FILES["jpeg"], output_type=t, name="s") for t in (tf.int32, tf.int64)]
    ),
    "extract_jpeg_shape png": lambda tf, run: run(tf.image.extract_jpeg_shape(FILES["png"])),
    "files": written,
    "read_file missing": lambda tf, run: run(tf.read_file("no/such/file")),
    "total_variation": lambda tf, run: run(
        [tf.image.total_variation(tf.constant(x), name="t") for x in (A, A[0])]
    ),
    "image_gradients": lambda tf, run: run(tf.image.image_gradients(tf.constant(A))),
    "image_gradients rank": lambda tf, run: run(tf.image.image_gradients(tf.constant(A[0]))),
    "sobel_edges": lambda tf, run: run(tf.image.sobel_edges(tf.constant(A))),
    "sobel gradient": slopes(lambda tf, x: tf.image.sobel_edges(x), A),
    "psnr": lambda tf, run: run(
        [tf.image.psnr(A, B, max_val=1.0, name="p"), tf.image.psnr(BYTES, BYTES[::-1], 255)]
    ),
    "psnr gradient": slopes(lambda tf, x, y: tf.image.psnr(x, y, 1.0), A, B),
    "ssim": lambda tf, run: run(
        [
            tf.image.ssim(A, B, 1.0, filter_size=3, filter_sigma=1.2, k1=0.02, k2=0.04),
            tf.image.ssim(LARGE, LARGE[:, ::-1], max_val=1.0),
            tf.image.ssim(tf.constant(BYTES), tf.constant(BYTES[::-1]), max_val=255, filter_size=4),
            tf.image.ssim(A, B, 1.0, 3, return_index_map=True),
        ]
    ),
    "ssim small": lambda tf, run: run(tf.image.ssim(A, B, 1.0)),
    "ssim gradient": slopes(lambda tf, x, y: tf.image.ssim(x, y, 1.0, 3), A, B),
    "ssim_multiscale": lambda tf, run: run(
        tf.image.ssim_multiscale(
            LARGE,
            LARGE * 0.8,
            1.0,
            power_factors=(0.3, 0.7),
            filter_size=3,
            filter_sigma=1.0,
            k1=0.02,
            k2=0.04,
        )
    ),
    "draw_bounding_boxes": lambda tf, run: run(
        [
            tf.image.draw_bounding_boxes(A, BOXES, name="d"),
            tf.image.draw_bounding_boxes(A, BOXES, colors=[[0.2, 0.4, 0.6]]),
            tf.image.draw_bounding_boxes(A[..., :1], BOXES),
        ]
    ),
    "non_max_suppression": lambda tf, run: run(
        [
            tf.image.non_max_suppression(CORNERS, SCORES, 3, name="n"),
            tf.image.non_max_suppression(CORNERS, SCORES, 5, iou_threshold=0.9, score_threshold=0.55),
        ]
    ),
    "non_max_suppression threshold": lambda tf, run: run(
        tf.image.non_max_suppression(CORNERS, SCORES, 3, 1.5)
    ),
    "non_max_suppression_with_scores": lambda tf, run: run(
        [
            tf.image.non_max_suppression_with_scores(CORNERS, SCORES, 3, name="n"),
            tf.image.non_max_suppression_with_scores(CORNERS, SCORES, 5, 1.0, 0.1, soft_nms_sigma=0.5),
        ]
    ),
    "non_max_suppression_overlaps": lambda tf, run: run(
        tf.image.non_max_suppression_overlaps(
            np.eye(5, dtype=np.float32)[::-1],
            SCORES,
            4,
            overlap_threshold=0.3,
            score_threshold=0.55,
            name="n",
        )
    ),
    "non_max_suppression_padded": lambda tf, run: run(
        [
            tf.image.non_max_suppression_padded(
                tf.constant(CORNERS), SCORES, 6, 0.5, 0.2, pad_to_max_output_size=True, name="n"
            ),
            tf.image.non_max_suppression_padded(tf.constant(CORNERS), SCORES, 6),
        ]
    ),
    "combined_non_max_suppression": lambda tf, run: [
        list(
            run(
                tf.image.combined_non_max_suppression(
                    CORNERS[None, :, None], CLASSES, 2, 5, 0.5, 0.1, p, c, name="n"
                )
            )
        )
        for p, c in ((False, True), (True, False))
    ],
    "sample_distorted_bounding_box": lambda tf, run: run(
        tf.image.sample_distorted_bounding_box(
            [8, 8, 3],
            np.zeros((1, 0, 4), np.float32),
            seed=1,
            max_attempts=1,
            use_image_if_no_bounding_boxes=True,
            name="s",
            **ONE,
        )
    ),
    "sample_distorted_bounding_box none": lambda tf, run: run(
        tf.image.sample_distorted_bounding_box([8, 8, 3], np.zeros((1, 0, 4), np.float32), **ONE)
    ),
    "extract_glimpse": lambda tf, run: run(
        [
            tf.image.extract_glimpse(LARGE, [4, 5], [[y, x]], c, n, uniform_noise=False, name="g")
            for y, x, c, n in (
                (0, 0, True, True),
                (0.4, -0.3, True, True),
                (4, 8, False, False),
                (2, 1, True, False),
            )
        ]
    ),
    "extract_glimpse outside": lambda tf, run: [
        run(tf.image.extract_glimpse(LARGE, [4, 5], [[0.9, 0.9]], False, True, uniform_noise=u))[:, :2, :2]
        for u in (True, False)
    ],
    "extract_image_patches": lambda tf, run: run(
        [
            tf.image.extract_image_patches(
                A, ksizes=[1, 2, 3, 1], strides=[1, 2, 1, 1], rates=[1, 2, 1, 1], padding=p, name="p"
            )
            for p in ("SAME", "VALID")
        ]
        + [
            tf.image.extract_image_patches(
                BYTES[None], sizes=[1, 2, 2, 1], strides=[1, 2, 2, 1], rates=[1, 1, 1, 1], padding="SAME"
            )
        ]
    ),
    "extract_patches": lambda tf, run: run(
        tf.image.extract_patches(A, [1, 2, 2, 1], [1, 1, 1, 1], [1, 1, 1, 1], "VALID", name="p")
    ),
    "patches gradient": slopes(
        lambda tf, x: tf.image.extract_patches(x, [1, 2, 3, 1], [1, 2, 1, 1], [1, 1, 1, 1], "SAME"), A
    ),
    "crop_and_resize": lambda tf, run: run(
        [
            tf.image.crop_and_resize(
                A, BOXES.reshape(4, 4), [0, 1, 1, 0], [3, 4], method=m, extrapolation_value=7.0, name="c"
            )
            for m in ("bilinear", "nearest")
        ]
        + [tf.image.crop_and_resize(BYTES[None], BOXES[0], box_indices=[0, 0], crop_size=[1, 1])]
    ),
    "crop_and_resize index": lambda tf, run: run(tf.image.crop_and_resize(A, BOXES[0], [0, 2], [2, 2])),
    "crop_and_resize gradient": slopes(
        lambda tf, x, b: tf.image.crop_and_resize(x, b, [0, 1], [3, 4]), A, BOXES[0]
    ),
}
DIFFERENT = {
    "contrast gradient": "TensorFlow has no gradient of adjust_contrast",
    "decode_png palette 4": "TensorFlow makes the alpha of a palette of 16 colours 15 in place of 255",
}

"""Strings: joined, cut, searched, turned into numbers and back."""

import numpy as np

S = np.array([["Hello", " World "], ["a b", ""]], object)
LINES = ["1,2.5,x", '3,,"a,""b"""']


def unknown(tf):
    return tf.placeholder_with_default(S, [None, None])


LENGTHS = [b"ab" * n for n in range(0, 90, 1)]

CALLS = {
    "string_join": lambda tf, run: run(tf.string_join([unknown(tf), "x", S], separator="-", name="j")),
    "string_join scalars": lambda tf, run: run(tf.strings.join(["a", "b"])),
    "string_join numbers": lambda tf, run: run(tf.string_join([tf.constant(1), "a"])),
    "string_join shapes": lambda tf, run: run(tf.string_join([["a", "b"], ["a", "b", "c"]])),
    "string_split": lambda tf, run: run(tf.string_split(["a b", "", " c  d e"])),
    "string_split delimiter": lambda tf, run: run(
        tf.string_split(["a,b;c", "d,,e"], delimiter=",;", skip_empty=False)
    ),
    "string_split sep": lambda tf, run: run(
        tf.string_split(["a,b"], sep=",", skip_empty=True, result_type="SparseTensor", name="s")
    ),
    "string_split bytes": lambda tf, run: run(tf.string_split(["abc", "d"], "")),
    "string_split dense": lambda tf, run: run(
        tf.sparse_tensor_to_dense(tf.string_split(["a b", "c"]), default_value="_")
    ),
    "string_split scalar": lambda tf, run: run(tf.string_split("a b")),
    "split": lambda tf, run: run(tf.strings.split(["a b", "", " c  d e"])),
    "split sep": lambda tf, run: run(
        tf.strings.split(["a--b---c", ""], sep="--", maxsplit=1, result_type="SparseTensor", name="s")
    ),
    "split source": lambda tf, run: run(tf.strings.split(source=["a,b,,"], sep=",")),
    "substr": lambda tf, run: run(tf.substr(["hello", "world"], 1, 3, name="s")),
    "substr many": lambda tf, run: run(tf.strings.substr(["hello", "world"], [-2, 0], [5, 2], unit="BYTE")),
    "substr letters": lambda tf, run: run(tf.strings.substr(["h\u00e9llo"], [1], [2], unit="UTF8_CHAR")),
    "substr outside": lambda tf, run: run(tf.substr(["hello"], 6, 1)),
    "substr unit": lambda tf, run: run(tf.substr(["hello"], 1, 1, unit="WORD")),
    "regex_replace": lambda tf, run: run(
        tf.regex_replace(unknown(tf), "l+|(o)", r"<\1\0>", replace_global=True, name="r")
    ),
    "regex_replace first": lambda tf, run: run(
        tf.strings.regex_replace("aaa", "a", "b", replace_global=False)
    ),
    "regex_replace wrong": lambda tf, run: run(tf.regex_replace("aaa", "(a", "b")),
    "regex_full_match": lambda tf, run: run(tf.strings.regex_full_match(["ab", "abc"], "a.", name="m")),
    "string_strip": lambda tf, run: run(tf.string_strip(unknown(tf), name="s")),
    "lower": lambda tf, run: run(tf.strings.lower(["ABC \u00c9"], encoding="", name="l")),
    "lower all": lambda tf, run: run(tf.strings.lower(["ABC \u00c9"], encoding="utf-8")),
    "upper": lambda tf, run: run(tf.strings.upper(unknown(tf), encoding="utf-8", name="u")),
    "length": lambda tf, run: run(tf.strings.length(["h\u00e9", ""], name="l", unit="BYTE")),
    "length letters": lambda tf, run: run(tf.strings.length("h\u00e9", unit="UTF8_CHAR")),
    "reduce_join": lambda tf, run: run(tf.reduce_join(S)),
    "reduce_join axis": lambda tf, run: run(
        tf.reduce_join(S, axis=0, keep_dims=True, separator="+", name="r")
    ),
    "reduce_join order": lambda tf, run: run(
        [tf.reduce_join(S, [0, 1]), tf.reduce_join(S, reduction_indices=[1, 0])]
    ),
    "reduce_join keepdims": lambda tf, run: run(tf.strings.reduce_join(S, -1, keepdims=True)),
    "unsorted_segment_join": lambda tf, run: run(
        tf.strings.unsorted_segment_join(["a", "b", "c"], [1, 0, 1], 3, separator="+", name="u")
    ),
    "string_to_number": lambda tf, run: run(tf.string_to_number(["1.5", "-2e3", " 7 "])),
    "string_to_number int": lambda tf, run: run(
        tf.string_to_number(["12", "-3"], out_type=tf.int32, name="n")
    ),
    "string_to_number int64": lambda tf, run: run(
        tf.strings.to_number(input="99999999999", out_type=tf.int64)
    ),
    "string_to_number wrong": lambda tf, run: run(tf.string_to_number(["a"])),
    "string_to_number too large": lambda tf, run: run(tf.string_to_number(["99999999999"], tf.int32)),
    "string_to_number type": lambda tf, run: run(tf.string_to_number(["1"], tf.uint8)),
    "as_string": lambda tf, run: run(tf.as_string([1, -20])),
    "as_string float": lambda tf, run: run(tf.as_string([1.5, 1e10, -0.1])),
    "as_string precision": lambda tf, run: run(
        tf.as_string([3.14159], precision=2, width=8, fill="0", name="a")
    ),
    "as_string scientific": lambda tf, run: run(tf.as_string([31415.9], scientific=True)),
    "as_string shortest": lambda tf, run: run(tf.strings.as_string([31415.9, 1e-9], shortest=True)),
    "as_string width": lambda tf, run: run(tf.as_string([7], width=4, fill="-")),
    "as_string bool": lambda tf, run: run(tf.as_string([True, False])),
    "as_string complex": lambda tf, run: run(tf.as_string([1 + 2j])),
    "as_string both": lambda tf, run: run(tf.as_string([1.0], scientific=True, shortest=True)),
    "as_string fill": lambda tf, run: run(tf.as_string([1], fill="ab")),
    "as_string integer precision": lambda tf, run: run(tf.as_string([1], precision=2)),
    "hash fast": lambda tf, run: run(tf.string_to_hash_bucket_fast(LENGTHS, 2**62, name="h")),
    "hash": lambda tf, run: run(tf.string_to_hash_bucket(LENGTHS, 2**62, name="h")),
    "hash input": lambda tf, run: run(tf.strings.to_hash_bucket(input=["a", "b"], num_buckets=10)),
    "hash strong": lambda tf, run: run(
        tf.string_to_hash_bucket_strong(LENGTHS, 2**62, key=[12345, 2], name="h")
    ),
    "hash no buckets": lambda tf, run: run(tf.string_to_hash_bucket_fast(["a"], 0)),
    "hash numbers": lambda tf, run: run(tf.string_to_hash_bucket_fast([1], 10)),
    "decode_raw": lambda tf, run: run(tf.decode_raw([b"\x01\x02\x03\x04", b"abcd"], tf.uint8, name="d")),
    "decode_raw order": lambda tf, run: run(
        tf.decode_raw(bytes=b"\x01\x02\x03\x04", out_type=tf.int16, little_endian=False)
    ),
    "decode_raw float": lambda tf, run: run(tf.decode_raw(np.float32([1, 2]).tobytes(), tf.float32)),
    "decode_raw zeros": lambda tf, run: run(tf.decode_raw([b"\x01\x00", b"\x00\x00"], tf.uint8)),
    "decode_raw fed": lambda tf, run: (lambda x: run(tf.decode_raw(x, tf.uint8), {x: [b"a\x00"]}))(
        tf.placeholder(tf.string, [None])
    ),
    "decode_raw odd": lambda tf, run: run(tf.decode_raw(b"\x01\x02\x03", tf.int16)),
    "decode_raw lengths": lambda tf, run: run(tf.decode_raw([b"ab", b"c"], tf.uint8)),
    "decode_csv": lambda tf, run: run(tf.decode_csv(LINES, [[0], [9.0], [""]], name="c")),
    "decode_csv all": lambda tf, run: run(
        tf.decode_csv(
            "1|NA|x",
            [tf.constant([], tf.int64), [7.0]],
            field_delim="|",
            use_quote_delim=False,
            na_value="NA",
            select_cols=[0, 1],
        )
    ),
    "decode_csv quotes": lambda tf, run: run(tf.decode_csv('"a",b', [[""], [""]], use_quote_delim=False)),
    "decode_csv missing": lambda tf, run: run(tf.decode_csv(",1", [tf.constant([], tf.int32), [0]])),
    "decode_csv fields": lambda tf, run: run(tf.decode_csv("1,2,3", [[0], [0]])),
    "decode_csv no number": lambda tf, run: run(tf.decode_csv("a", [[0]])),
    "encode_base64": lambda tf, run: run(
        tf.encode_base64(["any carnal pleas", b"\xff\xfe"], pad=True, name="e")
    ),
    "encode_base64 plain": lambda tf, run: run(tf.encode_base64("a")),
    "decode_base64": lambda tf, run: run(tf.decode_base64(["YQ==", "__4"], name="d")),
    "decode_base64 wrong": lambda tf, run: run(tf.decode_base64("*a==")),
    "unicode_transcode": lambda tf, run: run(
        tf.strings.unicode_transcode(
            ["h\u00e9"], "UTF-8", "UTF-16-BE", errors="replace", replacement_char=63, name="u"
        )
    ),
    "unicode_transcode damaged": lambda tf, run: run(
        tf.strings.unicode_transcode([b"a\xffb\x01"], "UTF-8", "UTF-8", replace_control_characters=True)
    ),
    "unicode_transcode strict": lambda tf, run: run(
        tf.strings.unicode_transcode([b"a\xff"], "UTF-8", "UTF-8", errors="strict")
    ),
    "unicode_transcode ignore": lambda tf, run: run(
        tf.strings.unicode_transcode([b"a\xffb"], "UTF-8", "UTF-8", errors="ignore")
    ),
    "format": lambda tf, run: run(
        tf.strings.format("x: {}, y: {}.", (tf.constant([[1, 2], [3, 4]]), "a"), name="f")
    ),
    "format long": lambda tf, run: run(
        tf.strings.format("$", tf.constant(np.arange(9)), placeholder="$", summarize=2)
    ),
    "format all": lambda tf, run: run(tf.strings.format("{}", tf.constant([1.5, 2.0, 1e-8]), summarize=-1)),
    "format places": lambda tf, run: run(tf.strings.format("{}", (1, 2))),
}

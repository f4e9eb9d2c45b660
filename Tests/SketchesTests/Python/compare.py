"""The public library's half of PythonTests.swift: `compare.py ORDERS ANSWERS`.

Reads the orders (JSON), carries them out with the PyPI package datasketches, writes the answers.
"""

import base64
import json
import sys

import datasketches

TYPES = {
    "HLL_4": datasketches.tgt_hll_type.HLL_4,
    "HLL_6": datasketches.tgt_hll_type.HLL_6,
    "HLL_8": datasketches.tgt_hll_type.HLL_8,
}


def figures(sketch):
    answer = {"estimate": sketch.get_estimate()}
    for deviations in (1, 2, 3):
        answer[f"lower{deviations}"] = sketch.get_lower_bound(deviations)
        answer[f"upper{deviations}"] = sketch.get_upper_bound(deviations)
    return answer


def text(image):
    return base64.b64encode(image).decode()


def answer(sketch):
    return {
        "precision": sketch.lg_config_k,
        "type": str(sketch.tgt_type).split(".")[-1],
        "compact": text(sketch.serialize_compact()),
        "updatable": text(sketch.serialize_updatable()),
        "figures": figures(sketch),
    }


def build(order):
    sketch = datasketches.hll_sketch(order["precision"], TYPES[order["type"]])
    stream = order["stream"]
    numbers = range(stream["from"], stream["to"])
    if stream["kind"] == "string":
        for number in numbers:
            sketch.update(stream["prefix"] + str(number))
    elif stream["kind"] == "double":
        for number in numbers:
            sketch.update(number + 0.5)
    else:
        for number in numbers:
            sketch.update(number)
    return sketch


def unite(order):
    union = datasketches.hll_union(order["precision"])
    for image in order["images"]:
        union.update(datasketches.hll_sketch.deserialize(base64.b64decode(image)))
        # The library takes a union that it has just folded for an empty one and drops it at
        # the next update, unless it is asked for its estimate first.
        union.get_estimate()
    return union.get_result(TYPES[order["type"]])


with open(sys.argv[1]) as file:
    orders = json.load(file)
answers = {
    "built": [answer(build(order)) for order in orders["build"]],
    "read": [
        answer(datasketches.hll_sketch.deserialize(base64.b64decode(image)))
        for image in orders["read"]
    ],
    "united": [answer(unite(order)) for order in orders["unite"]],
}
with open(sys.argv[2], "w") as file:
    json.dump(answers, file)

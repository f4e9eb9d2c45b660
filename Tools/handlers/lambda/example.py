"""A function as it is deployed to AWS Lambda with a DynamoDB event source: nothing in it is Quipu's.

Keeps books of how much each counter has grown since the process began, and reports the first record
that it could not understand.
"""

import collections
import decimal
import logging

logger = logging.getLogger()
logger.setLevel(logging.INFO)

growth = collections.Counter()


def numbers(image):
    return {name: decimal.Decimal(value["N"]) for name, value in image.items() if "N" in value}


def handler(event, context):
    failures = []
    for record in event["Records"]:
        change = record["dynamodb"]
        try:
            old = numbers(change.get("OldImage", {}))
            for name, count in numbers(change.get("NewImage", {})).items():
                growth[name] += count - old.get(name, 0)
        except (KeyError, decimal.InvalidOperation):
            logger.exception("record %s is not a counter's", change["SequenceNumber"])
            failures.append({"itemIdentifier": change["SequenceNumber"]})
            break  # From here on all records come again.
    grown = {name: str(by) for name, by in growth.items()}
    logger.info("%s: %s", context.function_name, grown)
    return {"batchItemFailures": failures}

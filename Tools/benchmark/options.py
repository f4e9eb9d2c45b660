"""What `Tools/bench` can be told."""

import argparse
import os
import pathlib

import cases

ROOT = pathlib.Path(__file__).resolve().parents[2]


def parse(arguments=None):
    parser = argparse.ArgumentParser(
        prog="Tools/bench", formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Measures Quipu beside Redis and PostgreSQL, all durable, on this machine.",
        epilog="workloads:\n" + "\n".join(
            f"  {letter}  {text}" for letter, text in cases.LETTERS.items()) + """

Installs what is missing (redis-server, postgresql with hll) and builds Quipu and its load
generator, unless QUIPU_BINARY and BENCH_BINARY name binaries.""")
    parser.add_argument(
        "--quick", action="store_true", help="fewer cases, one round: under two minutes")
    parser.add_argument(
        "--rounds", type=at_least(1), metavar="N", help="rounds, interleaved (3; 1 with --quick)")
    parser.add_argument(
        "--seconds", type=at_least(1), metavar="N",
        help="seconds of each measurement (5; 1 with --quick)")
    parser.add_argument(
        "--only", type=letters, metavar="a,c,f", help="these workloads alone")
    parser.add_argument(
        "--grow", action="store_true", help="also measure large tables: takes many minutes")
    parser.add_argument(
        "--sizes", type=sizes, metavar="N,N", default=[1_000_000, 10_000_000],
        help="items of those (1000000,10000000)")
    parser.add_argument(
        "--out", metavar="DIR", type=pathlib.Path, default=ROOT / ".build" / "benchmark",
        help="where results.json, table.md and the charts go (.build/benchmark)")
    parser.add_argument(
        "--disk", metavar="DIR", type=pathlib.Path, default=pathlib.Path("/var/tmp"),
        help="where the data of all lies meanwhile, in a temporary directory (/var/tmp)")
    options = parser.parse_args(arguments)
    if options.rounds is None:
        options.rounds = 1 if options.quick else 3
    if options.seconds is None:
        options.seconds = 1 if options.quick else 5
    if not options.disk.is_dir():
        parser.error(f"there is no directory {options.disk}")
    options.warm_up = 1
    options.quipu = os.environ.get("QUIPU_BINARY", "")
    options.bench = os.environ.get("BENCH_BINARY", "")
    return options


def at_least(least):
    def number(text):
        value = int(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"must be at least {least}")
        return value
    return number


def letters(text):
    wanted = [letter.strip() for letter in text.split(",")]
    for letter in wanted:
        if letter not in cases.LETTERS:
            raise argparse.ArgumentTypeError(
                f"there is no workload {letter}, there are {', '.join(cases.LETTERS)}")
    return wanted


def sizes(text):
    numbers = [int(number) for number in text.split(",")]
    if len(numbers) != 2 or not 0 < numbers[0] < numbers[1]:
        raise argparse.ArgumentTypeError("must be two numbers, the smaller one first")
    return numbers


if __name__ == "__main__":
    parse()

"""What a request costs in instructions: a quarter more than what is recorded fails."""

import platform
import shutil
import warnings

import pytest

import instructions

pytestmark = pytest.mark.own_program

# Counts repeat within a few thousandths; what remains is for changes that are worth it.
BOUND = 0.25


@pytest.fixture(scope="module")
def counted():
    if shutil.which("valgrind") is None:
        if shutil.which("apt-get") is not None:
            pytest.fail("valgrind is missing: run Tools/setup --tests")
        reason = "no instructions are counted: valgrind is missing, and no apt-get to install it"
        warnings.warn(reason)
        pytest.skip(reason)
    if not instructions.BINARY.exists():
        pytest.fail(f"{instructions.BINARY} is missing: swift build -c release --product Instructions")
    recorded = instructions.recorded()
    if recorded["machine"] != platform.machine():
        reason = (f"no instructions are compared: those recorded are of {recorded['machine']}, "
                  f"this is {platform.machine()}")
        warnings.warn(reason)
        pytest.skip(reason)
    return instructions.count()


@pytest.mark.parametrize("call", instructions.recorded()["instructions"])
def test_a_call_costs_what_is_recorded(counted, call):
    recorded = instructions.recorded()["instructions"][call]
    assert call in counted, f"{call} is recorded but was not counted; {instructions.ADVICE}"
    measured = counted[call].each
    message = (f"{call}: {recorded:,} instructions are recorded, {measured:,} measured "
               f"({measured / recorded - 1:+.1%}); {instructions.ADVICE}")
    print(message)
    assert measured <= recorded * (1 + BOUND), message
    if measured < recorded * (1 - BOUND):
        warnings.warn(message)


def test_every_call_is_recorded(counted):
    missing = counted.keys() - instructions.recorded()["instructions"].keys()
    assert not missing, f"{', '.join(sorted(missing))}: nothing is recorded; {instructions.ADVICE}"

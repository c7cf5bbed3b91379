"""What a host refuses is said so that a person can act on it."""

from __future__ import annotations

import pytest

from actors.host import CorruptEntry, HostProblem, StorageFull, StorageProblem, Unreachable


def test_a_corrupt_entry_names_its_first_wrong_byte() -> None:
    problem = CorruptEntry("log/00000003.seg", 4096, 70_000, "its checksum does not fit")
    assert str(problem) == "log/00000003.seg: byte 4096 (log position 70000): its checksum does not fit"
    assert (problem.file, problem.offset, problem.position) == ("log/00000003.seg", 4096, 70_000)


@pytest.mark.parametrize("problem", [StorageFull, StorageProblem, Unreachable])
def test_whatever_a_host_refuses_is_one_family(problem: type[HostProblem]) -> None:
    assert issubclass(problem, HostProblem)


def test_a_full_disk_and_a_corrupt_entry_are_problems_of_storage() -> None:
    assert issubclass(StorageFull, StorageProblem)
    assert issubclass(CorruptEntry, StorageProblem)

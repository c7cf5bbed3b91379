"""Documents by digest: kept once, verified on every read, told apart when they are missing or changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from cluster.storage import documents
from cluster.storage.documents import DocumentProblem, Documents


def test_a_document_comes_back_by_its_digest(tmp_path: Path) -> None:
    store = Documents(tmp_path / "texts")
    digest = store.put(b"final accounts of 2025")
    assert digest == hashlib.sha256(b"final accounts of 2025").digest()
    assert store.put(b"final accounts of 2025") == digest
    assert Documents(tmp_path / "texts").get(digest) == b"final accounts of 2025"
    assert [one.name for one in (tmp_path / "texts").rglob("*") if one.is_file()] == [digest.hex()]


def test_a_document_that_was_changed_on_disk_is_not_given(tmp_path: Path) -> None:
    store = Documents(tmp_path)
    digest = store.put(b"budget")
    store.path(digest).write_bytes(b"budgeT")
    assert not store.has(digest)
    with pytest.raises(DocumentProblem, match="was changed on disk"):
        store.get(digest)


def test_a_document_that_is_not_here_is_asked_for_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(DocumentProblem, match=r"no document 0000\d* here; ask who disclosed it"):
        Documents(tmp_path).get(bytes(32))


def test_a_document_that_is_too_long_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "DOCUMENT_BYTES_MAX", 3)
    with pytest.raises(DocumentProblem, match="has 4 bytes; at most 3"):
        Documents(tmp_path).put(b"abcd")
    assert list(tmp_path.iterdir()) == []

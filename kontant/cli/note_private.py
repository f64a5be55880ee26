"""Files that hold words for a while: what an editor is working on, what could not be saved, a correction left.

They lie in a folder of the user's own in the data folder, readable by the user alone, and bear the caseload and the
draft (or the note that is corrected) in their names, so that going on finds them whatever happened in between.

Of an encrypted caseload no word is ever in a plain file on a disk: such a "file" is a text in a small encrypted one
(:mod:`kontant.cli.private_vault`), and lies in memory while an editor has it. There is one of those for each key that
the caseload has had: where it is given another passphrase while somebody writes, their words go under the old one.
"""

import contextlib
import hashlib
import itertools
import json
import os
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontant.cli.memory_folder import memory_folder
from kontant.cli.note_words import legible
from kontant.errors import StoreError
from kontant.store import key as keys
from kontant.store.conversion import erase
from kontant.store.drafts import Draft
from kontant.store.key import is_plain
from kontant.store.location import data_folder, make_private_folder
from kontant.store.opening import key_for

if TYPE_CHECKING:
    from kontant.cli.private_vault import Vault
    from kontant.store.key import Key

_FOLDER = "drafts"
_UNSAVED = "unsaved.json"
_SUFFIX = ".txt"
_VAULT = ".words"
# How the files end that hold nothing but words; whatever else there is, an editor has made.
_OWN = (_SUFFIX, _UNSAVED)
_HASH_LETTERS = 12

# The caseloads that this process has words of, by the beginning of the names of their files; and their keys, so that
# words are kept encrypted when the disk with the caseload is gone.
_caseloads: "dict[str, Path]" = {}
_keys: "dict[Path, Key]" = {}


def editor_file(caseload: Path, draft_id: int, place: str) -> Path:
    """The file in which an editor gets the words of a question."""
    return _place(caseload) / f"{_stem(caseload, draft_id)}-{place}{_SUFFIX}"


def open_to_editor(path: Path, text: str) -> bool:
    """Write the words where an editor can have them; False where that could only be a disk that must not have them."""
    vault = _vault_of(path)
    if vault is None:
        write(path, text)
        return True
    if path.parent == _folder():
        return False
    _write_file(path, text)
    return True


def may_lie_on_disk(path: Path) -> bool:
    """Whether the words are those of a plain caseload."""
    return _vault_of(path) is None


def put_down(path: Path) -> None:
    """The editor is being ended: what it left in memory would go with the session."""
    vault = _vault_of(path)
    if vault is not None and path.exists():
        write(path, read(path) or "")


def write(path: Path, text: str) -> None:
    """Write what only the user may read, on disk before this returns. Raises ``OSError`` where it cannot be.

    Where the caseload was plain and is encrypted by now, under a passphrase that nobody has told, it is in memory.
    """
    try:
        vault = _vault_of(path)
    except StoreError as error:
        folder = memory_folder()
        if folder is None:
            raise OSError(str(error)) from None
        _write_file(folder / path.name, text)
        return
    if vault is None:
        _write_file(path, text)
    else:
        vault.put(path.name, text)
        _unlink(path)


def _write_file(path: Path, text: str) -> None:
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600)
    with os.fdopen(number, "w", encoding="utf-8", newline="\n") as file:
        # One that was there keeps its mode otherwise.
        with contextlib.suppress(OSError):
            path.chmod(0o600)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> str | None:
    """The words of a file, whatever editor wrote it; None where there is none."""
    try:
        text = path.read_bytes().decode("utf-8-sig", errors="surrogateescape")
    except OSError:
        kept = _kept(path)
        if kept is None:
            return None
        text = kept
    return legible(text).replace("\r\n", "\n").rstrip()


def remove(path: Path) -> None:
    """Take a file away once its words are safe elsewhere, with the swap files and backups that editors leave of it."""
    with contextlib.suppress(OSError):
        for found in list(path.parent.iterdir()):
            if path.name in found.name:
                _unlink(found)
    _drop(path)


def take_in(path: Path) -> None:
    """Take away a file whose words are in the draft now.

    What its editor wrote beside it stays: after a crash that holds words that were never written to the file, and the
    editor offers them when the question is opened in it again. Saving the note takes it away (:func:`forget`).
    """
    _unlink(path)
    _drop(path)


def _kept(path: Path) -> str | None:
    """What was put last under the name of ``path`` in any encrypted file that can be opened."""
    found = [(at, vault) for vault in _vaults_of(path) for name, at in vault.names(path.name) if name == path.name]
    return max(found)[1].get(path.name) if found else None


def _drop(path: Path) -> None:
    for vault in _vaults_of(path):
        with contextlib.suppress(OSError):
            vault.drop(path.name)


def _unlink(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def left_by_editor(caseload: Path, draft_id: int) -> list[tuple[str, Path]]:
    """The questions whose words an editor still had when everything ended, and their files, the newest last."""
    stem = _stem(caseload, draft_id) + "-"
    return [(path.name.removeprefix(stem).removesuffix(_SUFFIX), path) for path in _texts(caseload, stem)]


def correction_file(caseload: Path, note: Hashable) -> Path:
    """A file for the words of a correction that this process is asking for."""
    taken = {path.name for path in _texts(caseload, f"{_stem(caseload, note)}-")}
    names = (f"{_stem(caseload, note)}-{os.getpid()}-{number}{_SUFFIX}" for number in itertools.count())
    return _place(caseload) / next(name for name in names if name not in taken)


def corrections_left(caseload: Path, note: Hashable) -> list[Path]:
    """The files with words of corrections of ``note`` that were never saved, the newest last."""
    return _texts(caseload, f"{_stem(caseload, note)}-")


def _texts(caseload: Path, stem: str) -> list[Path]:
    return [path for path in _files(caseload, stem) if path.name.endswith(_SUFFIX)]


def spill(caseload: Path, draft: Draft, state: Mapping[str, Any]) -> None:
    """Put what the caseload would not take beside it."""
    write(_unsaved(caseload, draft.id), json.dumps({"revision": draft.revision, **state}))


def spilled(caseload: Path, draft_id: int) -> dict[str, Any] | None:
    """What :func:`spill` put aside for a draft; None if there is nothing."""
    text = read(_unsaved(caseload, draft_id))
    try:
        found = json.loads(text) if text else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def forget_spilled(caseload: Path, draft_id: int) -> None:
    """What was put aside is in the caseload now."""
    remove(_unsaved(caseload, draft_id))


def lies_beside(caseload: Path, draft_id: int) -> bool:
    """Whether anything of a draft is still in a file."""
    return any(_files(caseload, f"{_stem(caseload, draft_id)}-"))


def forget(caseload: Path, draft_id: int) -> None:
    """Take away every file of a draft that has become a note."""
    stem = f"{_stem(caseload, draft_id)}-"
    for path in _files(caseload, stem):
        _drop(path)
    # An editor's own file may have outlived the one that it was for.
    for folder in {_folder(), _place(caseload)}:
        for path in list(folder.glob(f"*{stem}*")):
            _unlink(path)


def hold(caseload: Path) -> None:
    """From now on words of the caseload can be put down, whatever becomes of it and of its passphrase."""
    _vault_for(caseload)


def copy_under(caseload: Path, key: "Key") -> None:
    """Have all words that wait for the caseload under ``key`` too; they stay where they are."""
    vault = _vault(caseload, key)
    for name, text in _waiting(caseload):
        if vault.get(name) != text:
            vault.put(name, text)


def drop_copies(caseload: Path, key: "Key") -> None:
    """Take back what :func:`copy_under` did."""
    _unlink(_vault_file(caseload, key))


def move_under(caseload: Path, key: "Key | None") -> list[Path]:
    """Have all words that wait for the caseload under the key that it has now, and nowhere else.

    Returns the files that an editor left and nobody but that editor can read.
    """
    if key is None:
        for name, text in _waiting(caseload):
            _write_file(_folder() / name, text)
    else:
        copy_under(caseload, key)
    for vault in _vaults(caseload):
        if vault.key != key:
            _unlink(vault.file)
    if key is None:
        return []
    start = _hashed(caseload.resolve())
    for path in _folder().glob(f"{start}-*"):
        if path.name.endswith(_OWN):
            erase(path)
    return sorted(path for path in _folder().glob(f"*{start}-*"))


def under_another_passphrase(caseload: Path) -> list[Path]:
    """The files with words that were put down under a passphrase that the caseload had, and that nobody has told."""
    return [file for file in _vault_files(caseload) if _remembered(file) is None]


def _waiting(caseload: Path) -> list[tuple[str, str]]:
    """All words that wait for the caseload, by name, the oldest first."""
    found = ((path.name, read(path)) for path in _files(caseload, _hashed(caseload.resolve()) + "-"))
    return [(name, text) for name, text in found if text is not None and name.endswith(_OWN)]


def _files(caseload: Path, stem: str) -> list[Path]:
    """The files whose names begin so, in whichever way they are kept, the newest last."""
    place = _place(caseload)
    found = {path: path.stat().st_mtime_ns for folder in {_folder(), place} for path in folder.glob(f"{stem}*")}
    there = {path.name for path in found}
    kept = sorted((at, name) for vault in _vaults(caseload) for name, at in vault.names(stem))
    found |= {place / name: at for at, name in kept if name not in there}
    return sorted(found, key=lambda path: found[path])


def _unsaved(caseload: Path, draft_id: int) -> Path:
    return _place(caseload) / f"{_stem(caseload, draft_id)}-{_UNSAVED}"


def _stem(caseload: Path, what: Hashable) -> str:
    """The beginning of a file's name: the caseload, and the number of a draft or what tells a note from all others."""
    if isinstance(what, int):
        return f"{_hashed(caseload.resolve())}-{what}"
    return f"{_hashed(caseload.resolve())}-note-{_hashed(what)}"


def _hashed(what: Hashable) -> str:
    return hashlib.sha256(str(what).encode()).hexdigest()[:_HASH_LETTERS]


def _folder() -> Path:
    folder = data_folder() / _FOLDER
    make_private_folder(folder)
    return folder


def _place(caseload: Path) -> Path:
    """Where the files of a caseload are for an editor: in memory, if the caseload is encrypted."""
    with contextlib.suppress(StoreError):
        if _vault_for(caseload) is None:
            return _folder()
    return memory_folder() or _folder()


def _vault_of(path: Path) -> "Vault | None":
    """What keeps the words of ``path``, a file of this module; None where it is simply a file."""
    caseload = _caseloads.get(path.name[:_HASH_LETTERS])
    return _vault_for(caseload) if caseload else None


def _vaults_of(path: Path) -> "list[Vault]":
    caseload = _caseloads.get(path.name[:_HASH_LETTERS])
    return _vaults(caseload) if caseload else []


def _vault_for(caseload: Path) -> "Vault | None":
    """What takes the words of an encrypted caseload; of one that cannot be read any more too.

    Somebody may be typing: where it has another passphrase by now, nobody is asked for that.
    """
    _caseloads[_hashed(caseload.resolve())] = caseload
    key = _remembered(caseload)
    if key is not None:
        _keys[caseload] = key
    elif is_plain(caseload):
        _keys.pop(caseload, None)
    else:
        key = _keys.get(caseload) or key_for(caseload)
    return _vault(caseload, key) if key else None


def _vaults(caseload: Path) -> "list[Vault]":
    """What holds words of the caseload, under any key that this process knows."""
    found = ((file, _remembered(file)) for file in _vault_files(caseload))
    return [_opened(file, key) for file, key in found if key is not None]


def _remembered(file: Path) -> "Key | None":
    salt = keys.salt_of(file)
    return keys.remembered(salt) if salt else None


def _vault(caseload: Path, key: "Key") -> "Vault":
    return _opened(_vault_file(caseload, key), key)


def _opened(file: Path, key: "Key") -> "Vault":
    from kontant.cli.private_vault import Vault

    return Vault(file, key)


def _vault_file(caseload: Path, key: "Key") -> Path:
    """The salt tells nothing: it stands in the file itself."""
    return _folder() / f"{_hashed(caseload.resolve())}.{key.salt.hex()[:_HASH_LETTERS]}{_VAULT}"


def _vault_files(caseload: Path) -> list[Path]:
    return sorted(_folder().glob(f"{_hashed(caseload.resolve())}.*{_VAULT}"))

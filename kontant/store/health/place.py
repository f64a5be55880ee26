"""Where the caseload lies: on a disk of this machine with room for it, or where a database is not safe."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from kontant.i18n import _, decimal_text
from kontant.store import backups, key
from kontant.store.health.findings import Finding, notice, ok, problem

MOUNTS = Path("/proc/mounts")
# File systems that another machine keeps: two that write at once, or a lost connection, damage a database there.
_NETWORK = frozenset(
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "sshfs",
        "afs",
        "9p",
        "ceph",
        "glusterfs",
        "davfs",
        "davfs2",
        "ncpfs",
        "lustre",
        "coda",
    ]
)
# Of what a program serves as a file system, these keep their files on this machine's disks.
_LOCAL_FUSE = frozenset(
    [
        "gocryptfs",
        "encfs",
        "cryfs",
        "veracrypt",
        "securefs",
        "ecryptfs",
        "ntfs-3g",
        "ntfs",
        "exfat",
        "bindfs",
        "mergerfs",
        "apfs",
        "ext2",
        "ext4",
        "lxcfs",
    ]
)
# The programs that copy a folder elsewhere behind a database's back: what their folders are called, and what they
# leave in the topmost one.
_PROGRAMS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("Dropbox", ("dropbox", "dropbox (*"), (".dropbox", ".dropbox.cache")),
    ("OneDrive", ("onedrive", "onedrive - *"), (".849C9593-D756-4E56-8D6E-42412F2A707B",)),
    (
        "Google Drive",
        ("google drive", "googledrive", "googledrive-*", "my drive"),
        (".tmp.driveupload", ".tmp.drivedownload"),
    ),
    (
        "Nextcloud",
        ("nextcloud", "owncloud"),
        (".sync_*.db", "._sync_*.db", ".nextcloudsync.log", ".owncloudsync.log"),
    ),
    ("iCloud", ("icloud drive", "icloud~*", "com~apple~clouddocs", "mobile documents"), ()),
    ("Syncthing", (), (".stfolder", ".stignore")),
)
# A copy beside it while it is migrated or encrypted, and one more for its backup.
_COPIES = 2
_GIGABYTE = 1_000_000_000
_REMOTE_DRIVE = 4  # Windows' number for a drive of another machine


def place(caseload: Path, mounts: Path = MOUNTS) -> Iterator[Finding]:
    """Whether the caseload's folder is safe for a database, and its backups' for people's data."""
    folder = _real(caseload.absolute().parent)
    dangers = [*_dangers(folder, mounts)]
    yield from dangers or [ok("place", _("The caseload lies on a disk of this machine."))]
    if not dangers:
        yield from _backups(caseload, folder, mounts)
    yield _room(caseload, folder)


def _real(folder: Path) -> Path:
    """Where a folder really lies; of one that is not there, the nearest that is."""
    while not folder.exists():
        folder = folder.parent
    return folder.resolve()


def _dangers(folder: Path, mounts: Path) -> Iterator[Finding]:
    kind, sure = network_of(folder, mounts)
    if kind and sure:
        told = _("The caseload lies on a network drive ({kind}): it can be damaged there, and others may read it.")
        yield problem("place", told.format(kind=kind), _move())
    elif kind:
        told = _(
            "The caseload lies on a drive that a program serves ({kind}); if that is another machine, it is not safe."
        )
        yield notice("place", told.format(kind=kind), _move())
    if program := synchronised_by(folder):
        told = _(
            "The caseload lies in a folder that {program} synchronises: it is damaged by that, and copied elsewhere."
        )
        yield problem("place", told.format(program=program), f"{_move()} {_forget()}")


def _backups(caseload: Path, beside: Path, mounts: Path) -> Iterator[Finding]:
    """Where the backups lie, if that is elsewhere than the caseload: no database there is at work, but all is in it."""
    kept = backups.default_folder(caseload)
    folder = _real(kept)
    if folder == beside:
        return
    # Under a passphrase a backup may lie with others.
    state = notice if key.is_encrypted(caseload) else problem
    remedy = _("Have the folder lie on a disk of this machine where nothing synchronises it, with the backups in it.")
    kind, sure = network_of(folder, mounts)
    if kind:
        told = _("The folder of backups, {path}, lies on a network drive ({kind}): others may read what is in it.")
        if not sure:
            told = _(
                "The folder of backups, {path}, lies on a drive that a program serves ({kind}); if that is another "
                "machine, others may read what is in it."
            )
        found = state if sure else notice
        yield found("place of backups", told.format(path=kept, kind=kind), remedy)
    if program := synchronised_by(folder):
        told = _("The folder of backups, {path}, is synchronised by {program}: what is in it is copied elsewhere.")
        yield state("place of backups", told.format(path=kept, program=program), f"{remedy} {_forget()}")


def network_of(folder: Path, mounts: Path = MOUNTS) -> tuple[str, bool]:
    """The kind of network drive that a folder lies on, nothing for a disk; False where it only may be one."""
    if sys.platform == "win32":
        return _windows_drive(folder)
    kind = _kind_of(folder, mounts)
    if kind in _NETWORK:
        return kind, True
    prefix, _dot, served = kind.partition(".")
    if prefix != "fuse" or served in _LOCAL_FUSE:
        return "", False
    return kind, served in _NETWORK or any(
        word in served for word in ("ssh", "rclone", "s3", "dav", "smb", "drive", "gvfs")
    )


def synchronised_by(folder: Path) -> str:
    """The program that synchronises a folder, by the names and the marks of the folders above it; nothing for none."""
    for above in (folder, *folder.parents):
        for program, names, marks in _PROGRAMS:
            if any(Path(above.name.lower()).match(name) for name in names if above.name):
                return program
            if any(_has(above, mark) for mark in marks):
                # Dropbox keeps its own settings in the home folder, under the same name.
                if program == "Dropbox" and above == Path.home() and above.name.lower() != "dropbox":
                    continue
                return program
    return ""


def _has(folder: Path, mark: str) -> bool:
    try:
        return any(folder.glob(mark)) if "*" in mark else (folder / mark).exists()
    except OSError:
        return False


def _kind_of(folder: Path, mounts: Path) -> str:
    """The kind of the file system that a folder lies on; nothing where the system does not tell."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    found = ("", "")
    for line in lines:
        _device, point, kind, *_more = line.split(" ")
        point = _unescaped(point)
        # Of two on the same place the later one hides the other.
        if folder.is_relative_to(point) and len(point) >= len(found[0]):
            found = (point, kind)
    return found[1]


def _unescaped(point: str) -> str:
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        point = point.replace(code, character)
    return point


def _windows_drive(folder: Path) -> tuple[str, bool]:
    if sys.platform != "win32":
        return "", False
    import ctypes

    remote = folder.drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(folder.anchor) == _REMOTE_DRIVE
    return ("SMB", True) if remote else ("", False)


def _move() -> str:
    """How to bring it elsewhere: in words, since a command could put it in the place of another caseload."""
    return _(
        "While no kontant runs, move the caseload with all that lies beside it, the folder of backups too, to a folder "
        "of its own on a disk of this machine where nothing synchronises it, and name it with --db or KONTANT_DB."
    )


def _forget() -> str:
    return _("Then delete it in the history of the folder that is synchronised, too.")


def _room(caseload: Path, folder: Path) -> Finding:
    files = [caseload.with_name(caseload.name + end) for end in ("", "-wal")]
    needed = _COPIES * sum(file.stat().st_size for file in files if file.is_file())
    free = shutil.disk_usage(folder).free
    sizes = {"free": _size(free), "needed": _size(needed)}
    if free >= needed:
        told = _(
            "{free} are free on the disk with the caseload: enough for a backup and for changes of the whole file."
        )
        return ok("room", told.format(**sizes))
    told = _(
        "{free} are free on the disk with the caseload: too little for a backup and for changes of the whole file, "
        "which need {needed}."
    )
    remedy = _("Free at least {needed} on that disk.").format(needed=_size(needed - free))
    return problem("room", told.format(**sizes), remedy)


def _size(size: int) -> str:
    """A size as people know it from their disks."""
    if size >= _GIGABYTE:
        return f"{decimal_text(size / _GIGABYTE)} GB"
    return f"{decimal_text(size / 1_000_000)} MB"

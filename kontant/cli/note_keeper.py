"""Keeping a note's draft on disk: after every answer, while words are typed, and when the program must go.

Half-typed words stand at the question where they were typed; those left behind at another question are kept beside
the answers. Where the caseload itself cannot be written, a private file takes what is not saved
(:mod:`kontant.cli.note_private`), and going on with the draft takes it in again.
"""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from kontant.cli import note_private as private
from kontant.cli.note_kept import Left
from kontant.cli.note_words import WORDS, answers_of, aside
from kontant.errors import StoreError
from kontant.i18n import _
from kontant.store import drafts
from kontant.store.drafts import Draft

# While words are typed they are saved this often, at most.
AUTOSAVE_SECONDS = 2.0
# How long to wait before trying again to save in a caseload that is in use.
_PATIENCE = 0.5


class Keeper:
    """The draft of one note, and what of it is not on disk yet."""

    def __init__(
        self,
        path: Path,
        draft: Draft,
        now: Callable[[], str],
        waiting: Callable[[], AbstractContextManager[None]] = contextlib.nullcontext,
        undisturbed: Callable[[], AbstractContextManager[None]] = contextlib.nullcontext,
    ) -> None:
        """Keep ``draft`` in the caseload at ``path``.

        ``now`` gives the time of a save; ``waiting`` is entered while a caseload that is in use is waited for,
        ``undisturbed`` while a save must not be cut in two: its draft would be another one's.
        """
        self.path, self.draft, self.now = path, draft, now
        self.waiting, self.undisturbed = waiting, undisturbed
        self.words: dict[str, str] = dict(draft.answers.get(WORDS, {}))
        if draft.place and draft.partial:
            self.words[draft.place] = draft.partial
        self.place: str | None = draft.place
        self.answers = answers_of(draft)
        self.is_finished = False
        self._changed = False
        self._is_beside = False
        private.hold(path)
        self._saving = threading.Lock()

    def at(self, place: str | None) -> None:
        """From now on words are typed at this question."""
        self._changed |= place != self.place
        self.place = place

    def typed(self, words: str | None) -> None:
        """What stands at the prompt now, not answered yet."""
        if self.place is None or (words or None) == self.words.get(self.place):
            return
        self._changed = True
        if words:
            self.words[self.place] = words
        else:
            self.words.pop(self.place, None)

    def take_in(self, state: Mapping[str, Any]) -> None:
        """What :meth:`leave` put beside the caseload stands again; the revision tells what it was written upon."""
        self.draft = self.draft._replace(revision=int(state["revision"]))
        self.answers = {q: value for q, value in state["answers"].items() if q != WORDS}
        self.words = dict(state["answers"].get(WORDS, {}))
        self.place = state["place"]
        if self.place and state["partial"]:
            self.words[self.place] = state["partial"]
        self._changed = True

    def answered(self, answers: Mapping[str, Any]) -> None:
        """The answers so far; what was typed at this place has become one of them."""
        self.answers = dict(answers)
        self._changed = True
        if self.place is not None:
            self.words.pop(self.place, None)

    def save(self) -> None:
        """Write what is not on disk yet. Raises ``StoreError`` where the caseload cannot be written."""
        with self._saving:
            if not self._changed or self.is_finished:
                return
            self._changed = False
            try:
                self.draft = drafts.save(self.path, self.draft, at=self.now(), **self._state())
            except BaseException:
                self._changed = True
                raise
            if self._is_beside:
                private.forget_spilled(self.path, self.draft.id)
                self._is_beside = False

    def keep(self) -> None:
        """Save, and where the caseload is in use say so and go on trying until it is saved."""
        try:
            with self.undisturbed():
                self.save()
        except StoreError as error:
            aside(str(error))
            aside(_("Your words are kept here, and kontant goes on trying to save them; Ctrl-C leaves."))
            with self.waiting():
                self._save_at_last()
            aside(_("Now they are saved."))

    def _save_at_last(self) -> None:
        while True:
            time.sleep(_PATIENCE)
            with self.undisturbed(), contextlib.suppress(StoreError):
                self.save()
                return

    async def beside(self) -> None:
        """While a prompt is open: save what is typed, without holding up the keys."""
        import asyncio

        has_stopped = False
        while True:
            await asyncio.sleep(AUTOSAVE_SECONDS)
            try:
                await asyncio.to_thread(self.save)
            except StoreError as error:
                kept = await asyncio.to_thread(self._put_beside)
                if not has_stopped:
                    await _told_above(str(error), _stopped(kept))
                has_stopped = True
            else:
                if has_stopped:
                    await _told_above(_("Now they are saved."))
                has_stopped = False

    def _put_beside(self) -> bool:
        """Have in a file what the caseload does not take; whether that is done."""
        with self._saving, contextlib.suppress(Exception):
            private.spill(self.path, self.draft, self._state())
            self._is_beside = True
            return True
        return False

    def editor_file(self) -> Path:
        """The private file in which an editor gets the words of this question."""
        return private.editor_file(self.path, self.draft.id, self.place or "")

    def leave(self) -> Left:
        """Save at the very end, if need be beside the caseload; a draft in which there is nothing goes."""
        if self.is_finished:
            return Left.DONE
        # Whatever it is that fails here, the words matter more than the reason.
        with contextlib.suppress(Exception):
            if not (self.answers or self.words or private.lies_beside(self.path, self.draft.id)):
                drafts.drop(self.path, self.draft)
                return Left.NOTHING
            self.save()
            return Left.SAVED
        return Left.BESIDE if self._put_beside() else Left.NOWHERE

    def told(self, left: Left, prefix: str) -> str:
        """How to go on with the draft."""
        number, command = self.draft.id, f"{prefix} note --resume {self.draft.id}"
        if left is Left.DONE:
            return _("The note is saved.")
        if left is Left.NOTHING:
            return _("Nothing was answered, so no draft is kept.")
        if left is Left.NOWHERE:
            return _("Neither the caseload nor a file beside it could be written. What is not saved:")
        if left is Left.BESIDE:
            told = _("The caseload could not be written, so your words are kept beside it; go on with: {command}")
            return told.format(command=command)
        return _("Draft {number} is kept; go on with: {command}").format(number=number, command=command)

    def unsaved(self) -> Iterator[str]:
        """Answers and half-typed words that are not on disk, each after the name of its question."""
        saved = {**self.draft.answers.get(WORDS, {}), self.draft.place: self.draft.partial}
        for now, before in ((self.answers, self.draft.answers), (self.words, saved)):
            for place, value in now.items():
                if value is not None and before.get(place) != value:
                    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                    yield from f"{place}: {text}".split("\n")

    def look_again(self) -> None:
        """Save once more, since another terminal may have taken the draft up."""
        self._changed = True
        self.keep()

    def finished(self) -> None:
        """The draft has become a note, and its files are of no use any more."""
        self.is_finished = True
        private.forget(self.path, self.draft.id)

    def _state(self) -> dict[str, Any]:
        beside = {place: words for place, words in self.words.items() if place != self.place}
        answers = self.answers | ({WORDS: beside} if beside else {})
        return {"answers": answers, "place": self.place, "partial": self.words.get(self.place or "")}


async def _told_above(*sentences: str) -> None:
    """Say something above the prompt that is open."""
    from prompt_toolkit.application import run_in_terminal

    def tell_all() -> None:
        for sentence in sentences:
            aside(sentence)

    await run_in_terminal(tell_all)


def _stopped(kept: bool) -> str:
    if kept:
        return _(
            "What you type is not saved in the caseload any more; it is kept in a file, and kontant goes on trying."
        )
    return _(
        "What you type is not saved any more, in no file either; kontant goes on trying. Copy it before you leave."
    )

"""The flags that were put aside as data: each as in the list, with its snooze."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from kontant.cli.context import Context
from kontant.cli.flag_output import flag_json
from kontant.cli.snooze_words import snooze_json
from kontant.report.morning import Snoozed


def snoozed_json(context: Context, items: Iterable[Snoozed], day: date) -> list[dict[str, Any]]:
    """The flags put aside as of ``day``, in the order that they would have in the list."""
    return [
        flag_json(item.flag, day, context.short_prefix) | {"snooze": snooze_json(item.flag, item.snooze, day)}
        for item in items
    ]

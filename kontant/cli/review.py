"""``kontant review``: draw a sample of long-term cases, review them point by point, and see what it comes to."""

from kontant.cli import review_list, review_next, review_points, review_report, review_start, review_status
from kontant.cli.lazy import Command, group
from kontant.cli.read_log import ReadingCommand
from kontant.i18n import _

app = group(
    help=_(
        "Review a random sample of long-term cases, point by point: kontant review start draws it, kontant review next "
        "asks, kontant review report tells what it comes to beside the national audit."
    )
)

for name, command, told in (
    ("start", review_start.start, _("Draw a random sample of long-term cases to review.")),
    ("next", review_next.next_case, _("Review the next case of the sample, or the one that is named.")),
    ("status", review_status.status, _("How far the review is; of one case, what was answered.")),
    ("report", review_report.report, _("What the answers come to beside the national audit, and what to do first.")),
    ("list", review_list.list_reviews, _("The reviews of this caseload.")),
    ("points", review_points.list_points, _("The control points, with what to look for; an answers file.")),
):
    opens = ReadingCommand if name in ("next", "status") else Command
    app.command(name, cls=opens, help=told)(command)

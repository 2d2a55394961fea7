"""What became of plain records after they were published or filed: corrections, conversions, periodic reviews."""

from core import audit
from core.duties import Duty
from disclosure import gate
from disclosure.models import Information
from disclosure.refusal import Incomplete
from portal.demo.column import WRITERS


def steps(loader, paper):
    """(moment, step) of everything that happened to a record later."""
    if "revision" in paper.facts:
        yield loader._moment(paper.facts["revision"]["on"], 15), lambda: revise(loader, paper)
    if "periodic_review" in paper.facts:
        yield loader._moment(paper.facts["periodic_review"]["on"], 10), lambda: keep_filed(loader, paper)


def revise(loader, paper) -> None:
    """A draft revision with the later text and its note, through the same three people; what was filed becomes public."""
    record, said = loader.things[paper.key], paper.facts["revision"]
    draft = record.revise(by=loader._someone(record.office, *WRITERS))
    draft.body, draft.change_note = loader._body(paper, paper.later_texts[0]), said["note"]
    draft.summary = said.get("summary", draft.summary)
    draft.attribute, draft.scope = Information.Attribute.PROACTIVE, Information.Scope.SITE
    draft.attribute_ground = draft.attribute_reason = ""
    draft.save()
    loader._walk(draft, "published", {})


def keep_filed(loader, paper) -> None:
    record = loader.things[paper.key]
    officer = loader._someone(record.office, Duty.DISCLOSURE_OFFICER)
    record.renew_review(by=officer, reason=paper.facts["periodic_review"]["reason"])


def publish_migrated(record, *, reason, by) -> None:
    """A plain record from before the portal: published by one person with a reason, as documents are."""
    with audit.act("历史文件迁移发布", record, by=by, public=True, note=reason) as step:
        record.migrated = True
        record.save()
        record.give_index_number()
        missing = record.missing()
        if missing or record.status != gate.DRAFT:
            raise Incomplete(missing)
        record.appear_migrated()
        step.after = {"index_number": record.index_number, "migrated": True}

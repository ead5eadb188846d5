"""The guides: checklists and endings for each kind of incident."""

from fastapi import APIRouter

from console.api.access import HouseDep, PlanManager, Viewer
from console.api.schema.guides import GuidesDraft, GuidesView
from patrol import guide as patrol
from patrol.views import guides_data

router = APIRouter(prefix="/guides", tags=["guides"])


@router.get("", operation_id="get_guides")
def get_guides(house: HouseDep, _person: Viewer) -> GuidesView:
    """What is to be done for each kind of incident, and how it can end."""
    return _view(house.patrol.guides.get())


@router.put("", operation_id="replace_guides")
def replace_guides(draft: GuidesDraft, house: HouseDep, person: PlanManager) -> GuidesView:
    """All guides anew; incidents that are open keep their checklists."""
    guides = tuple(patrol.Guide(one.kind, tuple(one.dispositions), tuple(one.checklist)) for one in draft.guides)
    return _view(house.patrol.guides.replace(guides, draft.revision, person.actor))


def _view(guides: patrol.Guides) -> GuidesView:
    return GuidesView.model_validate(guides_data(guides))

"""The patrol service: everything that the room and the phones can ask of patrol, in one place."""

from sqlalchemy import select

from kernel.clock import Clock
from kernel.sql.database import Database
from kernel.sql.journal import last_sequence
from patrol.order import OPEN, Awaited, OrderState
from patrol.position import Fix, FixVerdict
from patrol.recommend import Recommendation
from patrol.roads.atlas import Atlas
from patrol.service.advice import Advice
from patrol.service.assignments import Assignments
from patrol.service.beats import Beats, Checkpoints
from patrol.service.camera_tours import CameraTours
from patrol.service.change import Desk
from patrol.service.checklists import Checklists
from patrol.service.coverage import Coverage
from patrol.service.devices import Devices
from patrol.service.guides import GuideBook
from patrol.service.incidents import Incidents
from patrol.service.ladders import LadderBook
from patrol.service.looked import Looked
from patrol.service.merging import Merging
from patrol.service.messages import Messages, recent_messages
from patrol.service.orders import Orders, in_order_of_work
from patrol.service.panics import Panics
from patrol.service.places import Places
from patrol.service.plans import Plans
from patrol.service.positions import Positions
from patrol.service.pursuits import Pursuits
from patrol.service.reports import Reports
from patrol.service.reservations import Reservations
from patrol.service.roads import Roads
from patrol.service.scans import Scans
from patrol.service.sendings import Sendings
from patrol.service.shifts import Shifts
from patrol.service.tour_plans import TourPlans
from patrol.service.tours import Tours
from patrol.service.units import Units
from patrol.settings import PatrolSettings
from patrol.store import panics as panic_store
from patrol.store import read
from patrol.store.tables import IncidentRow, OrderRow
from patrol.views import UnitHome


class PatrolService:
    """Units, positions, incidents, orders, reports, plans and advice on one database.

    Safe to call from any thread. Each change is one transaction with its journal entries last; what is refused
    raises a `kernel.errors.Fault`. Whether the actor may do it is decided by the caller.
    """

    def __init__(self, database: Database, clock: Clock, settings: PatrolSettings) -> None:
        self.desk = Desk(database, clock, settings, Atlas(settings.map_dir))
        self.units = Units(self.desk)
        self.positions = Positions(self.desk)
        self.devices = Devices(self.desk)
        self.incidents = Incidents(self.desk)
        self.orders = Orders(self.desk)
        self.assignments = Assignments(self.desk)
        self.reservations = Reservations(self.desk)
        self.merging = Merging(self.desk)
        self.checklists = Checklists(self.desk)
        self.guides = GuideBook(self.desk)
        self.reports = Reports(self.desk)
        self.panics = Panics(self.desk)
        self.messages = Messages(self.desk)
        self.plans = Plans(self.desk)
        self.ladders = LadderBook(self.desk)
        self.sendings = Sendings(self.desk)
        self.roads = Roads(self.desk)
        self.places = Places(self.desk)
        self.pursuits = Pursuits(self.desk, self.roads)
        self.coverage = Coverage(self.desk)
        self.shifts = Shifts(self.desk)
        self.beats = Beats(self.desk)
        self.checkpoints = Checkpoints(self.desk)
        self.tours = Tours(self.desk)
        self.tour_plans = TourPlans(self.desk)
        self.scans = Scans(self.desk)
        self.camera_tours = CameraTours(self.desk)
        self.looked = Looked(self.desk)
        self._advice = Advice(self.desk)

    def record_fix(self, unit_id: str, fix: Fix) -> FixVerdict:
        """Store a position; see `Positions.record_fix`."""
        return self.positions.record_fix(unit_id, fix)

    def recommendation(self, incident_id: str) -> Recommendation:
        """All units for the incident, best first, then those left out; raises a not-found fault."""
        self.coverage.now()  # the price of each unit is that of this moment
        return self._advice.recommendation(incident_id)

    def home(self, unit_id: str) -> UnitHome:
        """All that the unit's phone shows, with their incidents: its open orders, those that lack a report, and those
        that were taken back without the crew having seen it yet."""
        wanted = [state.value for state in OPEN | {OrderState.HANDLED}]
        with self.desk.database.read() as session:
            # The sequence first: an entry that commits meanwhile is then followed, at worst a second time.
            sequence = last_sequence(session)
            unit = read.unit(session, unit_id)
            is_shown = OrderRow.state.in_(wanted) | (OrderRow.awaits == Awaited.CREW.value)
            query = select(OrderRow).where(OrderRow.unit_id == unit_id, is_shown)
            rows_of_unit = session.scalars(query.order_by(OrderRow.sent_at, OrderRow.id)).all()
            orders = in_order_of_work(read.orders(session, rows_of_unit), unit.order_ids)
            ids = {order.incident_id for order in orders}
            rows = session.scalars(select(IncidentRow).where(IncidentRow.id.in_(ids)).order_by(IncidentRow.number))
            panic = next(iter(panic_store.standing(session, unit_id)), None)
            said = tuple(recent_messages(self.desk, session, unit_id))
            return UnitHome(sequence, unit, tuple(orders), tuple(read.incidents(session, rows.all())), panic, said)


__all__ = ["PatrolService"]

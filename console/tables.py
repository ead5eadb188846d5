"""Every table of the house, gathered by importing the modules that define them."""

from analytics import tables as analytics_tables
from analytics.learning import tables as learning_tables
from analytics.models import choice as model_choice
from console import heartbeat
from console.auth import tables as auth_tables
from console.health import tables as health_tables
from console.outward import tables as outward_tables
from console.trials import store as trial_store
from ingest import figures
from ingest import store as ingest_store
from ingest.evidence import store as evidence_store
from ingest.gate import report as gate_report
from ingest.onvif import store as onvif_store
from ingest.record import catalog, policies
from ingest.review import tables as review_tables
from kernel.sql import journal
from kernel.sql.database import Base
from patrol.store import closures as closure_tables
from patrol.store import coverage as coverage_tables
from patrol.store import incident_parts
from patrol.store import messages as message_tables
from patrol.store import panics as panic_tables
from patrol.store import patrols as tour_tables
from patrol.store import patrols_looked as looked_tables
from patrol.store import patrols_shifts as shift_tables
from patrol.store import tables as patrol_tables

OWNERS = (
    journal,
    ingest_store,
    figures,
    gate_report,
    onvif_store,
    catalog,
    policies,
    evidence_store,
    review_tables,
    analytics_tables,
    learning_tables,
    model_choice,
    patrol_tables,
    incident_parts,
    closure_tables,
    coverage_tables,
    panic_tables,
    message_tables,
    shift_tables,
    tour_tables,
    looked_tables,
    auth_tables,
    heartbeat,
    health_tables,
    outward_tables,
    trial_store,
)
METADATA = Base.metadata

//! What the services share at their HTTP door, so that each of them is only its routes and its work.
//!
//! A request passes [`serve`]'s door: it gets an id, the client's address is found, whoever sends it is identified once,
//! floods of strangers are turned away, and one line is logged when it is answered. Handlers say who may call by their
//! extractors ([`Caller`], [`Require`]), routes say what a call costs ([`limited`]), errors become [`Problem`]s.

mod audit;
mod body;
mod caller;
mod client;
mod cors;
mod credential;
mod door;
mod health;
mod keys;
mod kit;
mod limit;
mod metrics;
mod problem;
mod program;
mod push;
mod refusals;
mod request_id;
mod require;
mod revocations;
mod routes;
mod run;
mod telemetry;
mod turned_out;

pub use audit::{ToldRefusal, ToldRefusals, Unfit, audited};
pub use body::{LargeJson, json_config, path_config, query_config};
pub use caller::{Caller, Unauthenticated, is_revoked, revocable};
pub use client::Client;
pub use credential::{Credential, TOKEN_COOKIE, cookie, expired_cookie, same_origin};
pub use health::Health;
pub use keys::{API_KEY_HEADER, ApiKeys, KeyAnswer, KeyGrant, Unanswered, session_of};
pub use kit::{Internal, Kit, KitParts, Mode};
pub use limit::limited;
/// The header in which services name the internal secret to each other.
pub use portal_events::SECRET_HEADER as INTERNAL_SECRET_HEADER;
pub use problem::{ErrorBody, Problem};
pub use program::service_main;
pub use request_id::RequestId;
pub use require::{
    Admin, AdminUser, AuditReader, ClusterReader, Dashboard, DashboardUser, FilesReader, FilesWriter, JobsReader,
    JobsSubmitter, Needs, NodesOperator, Refused, Require,
};
pub use revocations::{EndedSessions, Following, Revocations};
pub use routes::RouteInfo;
pub use run::{Ending, Running, Service, StartError, run_until_signal, serve};
pub use telemetry::start_logging;
pub use turned_out::{TurnedOut, begun_at};

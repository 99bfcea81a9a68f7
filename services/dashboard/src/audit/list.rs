//! `GET /api/audit`: what happened, newest first.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Query};
use portal_audit::{Action, Outcome, Record};
use portal_db::audit;
use portal_http::{AuditReader, audited};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

use super::error::AuditError;
use super::query::{AuditQuery, PageQuery};
use crate::uploads::Desk;

/// A page of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditPage {
    entries: Vec<AuditEntry>,
    /// Rows on all pages.
    total: i64,
    /// Where the next page begins; null on the last one.
    next_cursor: Option<String>,
}

/// A row of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditEntry {
    /// 1, 2, 3 …, without gaps.
    seq: i64,
    /// RFC 3339, UTC.
    at: String,
    /// Who; `-` where nobody was known.
    actor: String,
    /// How they were known: password, ldap, oidc, test, cookie, bearer, `key:<id>`, open, cli, `-`.
    method: String,
    /// From where.
    address: String,
    /// The request's id in the services' logs.
    request_id: String,
    /// What.
    #[schema(schema_with = action)]
    action: String,
    /// To what.
    object: String,
    /// How it ended.
    #[schema(schema_with = outcome)]
    outcome: String,
    /// Why, or what else there is to say.
    reason: String,
    /// SHA-256 that chains the row to the one before.
    hash: String,
}

fn action() -> Object {
    words(Action::ALL.iter().map(|action| action.as_str()))
}

fn outcome() -> Object {
    words(Outcome::ALL.iter().map(|outcome| outcome.as_str()))
}

fn words(words: impl Iterator<Item = &'static str>) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words))
        .build()
}

/// Lists what happened; that it was read is recorded too, once a minute.
#[utoipa::path(get, path = "/api/audit", operation_id = "listAuditEntries", tag = "audit", params(AuditQuery, PageQuery),
    responses((status = 200, body = AuditPage), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    desk: Data<Desk>,
    _reader: AuditReader,
    request: HttpRequest,
    query: Query<AuditQuery>,
    page: Query<PageQuery>,
) -> Result<Json<AuditPage>, AuditError> {
    let (filter, before, limit) = (query.filter()?, page.before()?, page.limit()?);
    let reading = audited(&request, Action::AuditRead, &query.described("audit"));
    desk.trail.read(reading).await?;
    let page = desk
        .db
        .run(move |connection| audit::page(connection, &filter, before, limit))
        .await?;
    Ok(Json(AuditPage {
        entries: page.records.into_iter().map(AuditEntry::from).collect(),
        total: page.total,
        next_cursor: page.next.map(|seq| seq.to_string()),
    }))
}

impl From<Record> for AuditEntry {
    fn from(record: Record) -> Self {
        Self {
            seq: record.seq,
            at: record.at,
            actor: record.actor,
            method: record.method,
            address: record.address,
            request_id: record.request_id,
            action: record.action,
            object: record.object,
            outcome: record.outcome,
            reason: record.reason,
            hash: record.hash,
        }
    }
}

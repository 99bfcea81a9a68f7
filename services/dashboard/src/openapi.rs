//! The description of the API, and a page to browse it that needs no internet.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION};
use actix_web::web::{Data, Json, Path};
use portal_http::Caller;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_swagger_ui::{Config, serve};

use crate::audit::{export, list as list_audit};
use crate::cluster::{accounts, history, jobs, legacy, nodes, partitions, qos, reservations, summary, words};
use crate::images::{legacy as apptainer, list as images, scans, show as show_image};
use crate::submissions::{
    files as job_files, legacy as older_forms, list as submissions, preview, show as show_submission,
};
use crate::templates::{
    archive, archived, categories, change, check, compare, create, export as export_template, import,
    list as templates, presets, problems, restore, scan, show as show_template, status as template_watcher, validate,
    versions,
};
use crate::uploads::{cancel, chunk, classify, complete, init, limits, list, raw_chunk, show as show_upload};
use crate::{api_keys as keys, auth_config, health, ratelimit_stats};

#[derive(OpenApi)]
#[openapi(
    info(title = "HPC Portal", description = "The portal of a Slurm cluster. Rules that all routes share: docs/API.md."),
    paths(
        health::show, auth_config::show, ratelimit_stats::show, limits::limits, classify::classify, init::init,
        chunk::chunk, raw_chunk::raw_chunk, complete::complete, list::list, show_upload::show, cancel::cancel,
        list_audit::list, export::export, keys::list::list, keys::create::create, keys::revoke::revoke,
        jobs::list::list, jobs::csv::export, jobs::show::show,
        jobs::submit::submit, jobs::submit::test, preview::preview, submissions::list, show_submission::show, job_files::list,
        job_files::download, older_forms::submit::submit, older_forms::preview::preview, older_forms::health::health, jobs::act::act, jobs::act::change, jobs::act::act_on_many,
        nodes::act::act, nodes::act::act_on_many, nodes::list::list, nodes::map::map, nodes::show::show,
        partitions::list::list, qos::list::list, reservations::list::list, accounts::list::list, summary::show::show,
        history::show::show, words::show::show, legacy::jobs::jobs, legacy::jobs::slurm_jobs, legacy::nodes::list,
        legacy::node_history::list, legacy::nodes::show, legacy::status::status, legacy::status::qos,
        legacy::slurm_nodes::real, legacy::slurm_nodes::show, legacy::slurm_nodes::sync, legacy::metrics::realtime,
        legacy::groups::list, legacy::groups::partitions, legacy::config::show, legacy::config::compare, legacy::submit::submit, legacy::act_on_jobs::act,
        legacy::act_on_nodes::act,
        templates::list, templates::search, create::create, categories::list, problems::list, archived::list, archived::restore,
        check::check, scan::scan, import::import, template_watcher::status, export_template::export, show_template::show,
        change::change, archive::archive, validate::validate, compare::compare, versions::list, versions::show, restore::restore,
        presets::list::list, presets::create::create, presets::show::show, presets::change::change, presets::remove::remove,
        presets::used::used,
        images::list, scans::show, scans::request, show_image::show, apptainer::list::list, apptainer::node::list,
        apptainer::metadata::show, apptainer::apps::list, apptainer::scan::scan, apptainer::partitions::list,
        apptainer::search::search, apptainer::validate::validate
    ),
    modifiers(&Credentials),
    security(("bearer" = []), ("cookie" = []), ("apiKey" = []))
)]
struct Dashboard;

struct Credentials;

impl Modify for Credentials {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let cookie = ApiKeyValue::new(portal_http::TOKEN_COOKIE);
        components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
        let key = ApiKeyValue::new("X-API-Key");
        components.add_security_scheme("apiKey", SecurityScheme::ApiKey(ApiKey::Header(key)));
    }
}

/// The dashboard's part of the document.
#[must_use]
pub fn openapi() -> Document {
    Dashboard::openapi()
}

/// The document to serve: this service's own, or in a program that holds several services, theirs together.
pub(crate) struct Served(pub(crate) Document);

pub(crate) async fn show(_caller: Caller, served: Data<Served>) -> Json<Document> {
    Json(served.0.clone())
}

/// The page's scripts and styles come from the page itself; Swagger's start-up script is inline in none of its files.
const POLICY: &str =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

pub(crate) async fn browse(_caller: Caller) -> HttpResponse {
    HttpResponse::TemporaryRedirect()
        .insert_header((LOCATION, "/api/docs/index.html"))
        .finish()
}

pub(crate) async fn browse_file(_caller: Caller, file: Path<String>) -> HttpResponse {
    match serve(&file, Arc::new(Config::from("/api/openapi.json"))) {
        Ok(Some(file)) => HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, file.content_type))
            .insert_header((CONTENT_SECURITY_POLICY, POLICY))
            .body(file.bytes.into_owned()),
        _ => HttpResponse::NotFound().finish(),
    }
}

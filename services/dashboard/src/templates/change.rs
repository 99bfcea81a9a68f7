//! `PUT /api/v2/templates/{id}`

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use portal_audit::Action;
use portal_db::templates::Template;
use portal_http::{Caller, DashboardUser, LargeJson, audited};
use portal_templates::schema::{Metadata, WantedSource};
use portal_templates::store::{Access, Digest, Document, Source};
use portal_templates::{Owner, yaml};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::LONGEST_BODY;
use super::create::{WrittenView, category_of};
use super::error::TemplateError;
use super::shelf::{TemplateShelf, may, may_in, person, place_of, refusal};
use super::writing::{Plan, metadata_of};

/// Another version; older clients send the template's tree in place of this.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only describes the body in the OpenAPI document")]
pub(crate) struct TemplateChange {
    /// The file. A `source` other than the present one moves it.
    yaml: String,
    /// `digest` of the version that this one is made from; when somebody was faster, nothing is changed. Without it, the
    /// newest.
    based_on: Option<String>,
}

/// What the portal adds to a tree that it shows; a file never has it.
const DECORATIONS: [&str; 14] = [
    "file_hash",
    "last_modified",
    "file_size",
    "source",
    "file_path",
    "template_id",
    "category",
    "apptainer_normalized",
    "digest",
    "owner",
    "usable",
    "may_change",
    "may_delete",
    "problems",
];

/// Writes another version of a template, and moves it when its `source` changes.
#[utoipa::path(put, path = "/api/v2/templates/{id}", operation_id = "changeTemplate", tag = "templates", params(("id" = String, Path)),
    request_body = TemplateChange,
    responses((status = 200, body = WrittenView), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody), (status = 409, body = portal_http::ErrorBody),
        (status = 413, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody),
        (status = 507, body = portal_http::ErrorBody)))]
pub(crate) async fn change(
    shelf: Data<TemplateShelf>,
    caller: DashboardUser,
    request: HttpRequest,
    id: Path<String>,
    body: LargeJson<Map<String, Value>, LONGEST_BODY>,
) -> Result<Json<WrittenView>, TemplateError> {
    let row = shelf.find_to(&caller, &Access::Change, &id).await?;
    let Asked { text, based_on } = Asked::read(body.0)?;
    let written = Written {
        action: Action::TemplateChange,
        how: "change",
        text,
        based_on: based_on.unwrap_or(digest_of(&row)?),
    };
    let document = write(&shelf, &caller, &request, &row, written).await?;
    let message = "Template updated successfully";
    Ok(Json(WrittenView::new(message, &document, row.template_id)))
}

struct Asked {
    text: String,
    based_on: Option<Digest>,
}

impl Asked {
    fn read(mut body: Map<String, Value>) -> Result<Self, TemplateError> {
        let based_on =
            match body.remove("based_on") {
                None | Some(Value::Null) => None,
                Some(text) => Some(text.as_str().and_then(|text| text.parse().ok()).ok_or(
                    TemplateError::BadField {
                        field: "based_on",
                        expected: "the digest of a version",
                    },
                )?),
            };
        let text = match body.remove("yaml") {
            Some(Value::String(text)) => text,
            _ if body.contains_key("template") => {
                body.retain(|key, _| !DECORATIONS.contains(&key.as_str()));
                yaml::write(&Value::Object(body))
            }
            _ => String::new(),
        };
        if text.trim().is_empty() {
            return Err(TemplateError::Nothing("No template data provided"));
        }
        Ok(Self { text, based_on })
    }
}

/// A version that is to be written.
pub(super) struct Written {
    pub(super) action: Action,
    pub(super) how: &'static str,
    pub(super) text: String,
    pub(super) based_on: Digest,
}

/// Writes a version of the template that `row` tells of, which the caller may change.
///
/// # Errors
/// Why it was not written.
pub(super) async fn write(
    shelf: &TemplateShelf,
    caller: &Caller,
    request: &HttpRequest,
    row: &Template,
    written: Written,
) -> Result<Document, TemplateError> {
    let metadata = metadata_of(&written.text)?;
    if metadata.id.as_str() != row.template_id {
        return Err(TemplateError::OtherId);
    }
    let place = place_of(row)?;
    let to = moves_to(&metadata, place.source(), caller)?;
    if let Some(to) = &to {
        let allowed = may(caller, &Access::Delete, row) && may_in(caller, &Access::Create, to, None);
        if !allowed {
            let rank = if *to == Source::Official { 0 } else { row.rank };
            return Err(TemplateError::NotAllowed(refusal(&Access::Change, rank)));
        }
    }
    let category = category_of(&metadata);
    let goes = to.as_ref().map(|to| place.moved_to(to.clone(), &category));
    let plan = Plan {
        place: goes.clone().unwrap_or_else(|| place.clone()),
        text: written.text,
        by: caller.name().to_owned(),
        how: written.how,
        // What an operator put there is whose who moves it.
        owner: row
            .owner
            .clone()
            .or_else(|| goes.as_ref().map(|_| caller.name().to_owned())),
        moved_from: goes.is_some().then(|| place.clone()),
    };
    let object = match &goes {
        Some(goes) => format!("template:{} {place} to {goes}", row.template_id),
        None => format!("template:{} {place}", row.template_id),
    };
    let entry = audited(request, written.action, &object);
    let based_on = written.based_on;
    shelf
        .write(entry, plan, move |store, plan| match to {
            Some(to) => store.move_to(&place, &based_on, to, &category, &plan.text),
            None => store.update(&place, &based_on, &plan.text),
        })
        .await
}

/// Where the file asks to be, if that is elsewhere. Without a word it stays.
fn moves_to(metadata: &Metadata, from: &Source, caller: &Caller) -> Result<Option<Source>, TemplateError> {
    let to = match (&metadata.source, from) {
        (None, _) => return Ok(None),
        (Some(WantedSource::Official), _) => Source::Official,
        (Some(WantedSource::Community), _) => Source::Community,
        // Whoever changes somebody's private template leaves it theirs.
        (Some(WantedSource::Private(_)), Source::Private(owner)) => Source::Private(Owner::clone(owner)),
        (Some(WantedSource::Private(_)), _) => Source::Private(person(caller)?),
    };
    Ok((to != *from).then_some(to))
}

/// The version that the row tells of.
///
/// # Errors
/// When it is none, which only another program can have written.
pub(super) fn digest_of(row: &Template) -> Result<Digest, TemplateError> {
    row.digest.parse().map_err(|_unfit| TemplateError::NoVersion)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Asked;

    #[test]
    fn a_tree_that_was_shown_becomes_a_file_again() {
        let tree = json!({"template": {"id": "a"}, "slurm": {"nodes": 1}, "file_hash": "0", "source": "official",
            "apptainer_normalized": {}, "usable": true});
        let asked = Asked::read(tree.as_object().unwrap().clone()).unwrap();
        assert_eq!(asked.text, "template:\n  id: a\nslurm:\n  nodes: 1\n");
    }
}

//! `template`: what it is called, what it is about, whose it is.

use serde::Serialize;

use super::cursor::{At, Fields, Report, shortened};
use crate::finding::Finding;
use crate::name::{Category, Owner, TemplateId};
use crate::problem::Severity;
use crate::wanted::Wanted;

/// The section `template`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Metadata {
    /// What it is known by everywhere.
    pub id: TemplateId,
    /// Short; a job is called so unless somebody says otherwise.
    pub name: String,
    /// For people.
    pub display_name: String,
    /// Several lines perhaps; empty when there is none.
    pub description: String,
    /// As the file says: editors write anything here, so nobody's rights follow from it.
    pub author: String,
    /// `1.0.0` when the file says nothing.
    pub version: String,
    /// None when the file names none: then the folder does, see [`crate::store::Place::category_of`].
    pub category: Option<Category>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Decides where a new one is put: `community` or the author's own folder.
    pub is_public: bool,
    /// Where its author wants it to be.
    pub source: Option<WantedSource>,
    /// As written.
    pub created_at: Option<String>,
    /// As written.
    pub updated_at: Option<String>,
}

/// What `template.source` asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum WantedSource {
    /// `official`
    Official,
    /// `community`
    Community,
    /// `private` or `private:<user>`; the user is whoever writes, whatever stands here.
    Private(Option<Owner>),
}

impl Metadata {
    /// Without id, name and display name there is nothing to list: that is fatal, anything else is not.
    pub(super) fn read(at: &At<'_>, report: &mut Report) -> Option<Self> {
        let mut fields = at.clone().grave(Severity::Fatal).map(report)?;
        let id = fields
            .need("id", report, Wanted::TemplateId)
            .and_then(|at| at.parsed(report, Wanted::TemplateId));
        let name = fields
            .need("name", report, Wanted::ShortName)
            .and_then(|at| at.line(report));
        let display_name = fields
            .need("display_name", report, Wanted::DisplayName)
            .and_then(|at| at.line(report));
        let rest = Rest::read(&mut fields, report);
        let _kept_in_the_file = fields.take("requirements");
        fields.finish(report);
        Some(Self {
            id: id?,
            name: name?,
            display_name: display_name?,
            description: rest.description,
            author: rest.author,
            version: rest.version,
            category: rest.category,
            tags: rest.tags,
            is_public: rest.is_public,
            source: rest.source,
            created_at: rest.created_at,
            updated_at: rest.updated_at,
        })
    }
}

/// What may be missing or wrong without keeping the template from being listed.
struct Rest {
    description: String,
    author: String,
    version: String,
    category: Option<Category>,
    tags: Vec<String>,
    is_public: bool,
    source: Option<WantedSource>,
    created_at: Option<String>,
    updated_at: Option<String>,
}

impl Rest {
    fn read(fields: &mut Fields<'_>, report: &mut Report) -> Self {
        let mut take = |key| fields.take(key).map(|at: At<'_>| at.grave(Severity::Error));
        Self {
            description: take("description").and_then(|at| at.text(report)).unwrap_or_default(),
            author: take("author")
                .and_then(|at| at.line(report))
                .unwrap_or_else(|| "unknown".to_owned()),
            version: take("version")
                .and_then(|at| at.line(report))
                .unwrap_or_else(|| "1.0.0".to_owned()),
            category: take("category").and_then(|at| at.parsed(report, Wanted::Category)),
            tags: take("tags").map(|at| at.lines(report)).unwrap_or_default(),
            is_public: take("is_public").and_then(|at| at.flag(report)).unwrap_or_default(),
            source: take("source").and_then(|at| source(&at, report)),
            created_at: take("created_at").and_then(|at| at.line(report)),
            updated_at: take("updated_at").and_then(|at| at.line(report)),
        }
    }
}

fn source(at: &At<'_>, report: &mut Report) -> Option<WantedSource> {
    let text = at.line(report)?;
    match text.split_once(':') {
        None if text == "official" => return Some(WantedSource::Official),
        None if text == "community" => return Some(WantedSource::Community),
        None if text == "private" => return Some(WantedSource::Private(None)),
        Some(("private", owner)) => {
            if let Ok(owner) = owner.parse() {
                return Some(WantedSource::Private(Some(owner)));
            }
        }
        _ => {}
    }
    let value = shortened(&text);
    let wanted = Wanted::one_of(&["official", "community", "private", "private:<user>"]);
    at.wrong(report, Finding::DoesNotFit { value }, wanted);
    None
}

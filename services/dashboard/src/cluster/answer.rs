//! Answers that are asked for again and again: what has not changed costs a header.

use std::hash::{DefaultHasher, Hash, Hasher};

use actix_web::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, ContentType, ETAG, HeaderName, HeaderValue, IF_NONE_MATCH, VARY,
};
use actix_web::{HttpRequest, HttpResponse};
use portal_slurm::words::Language;
use serde::Serialize;

use super::age::Age;
use super::desk::Sight;
use super::error::ClusterError;

/// When Slurm told what an answer is made of; on 304 too, so that a page knows how fresh what it holds is.
const AS_OF: HeaderName = HeaderName::from_static("x-as-of");

/// The language of texts that Slurm's words are explained in.
pub(crate) fn language(request: &HttpRequest) -> Language {
    let header = request
        .headers()
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    header.map(Language::of_header).unwrap_or_default()
}

/// Answers with what `view` makes, unless the caller has it already: the same question by the same person about the same moment.
/// `age` is of all that goes into it, `more` is what it depends on beside.
///
/// # Errors
/// Those of `view`.
pub(crate) fn answer<T: Serialize>(
    request: &HttpRequest,
    sight: &Sight,
    age: Age,
    more: impl Hash,
    view: impl FnOnce() -> Result<T, ClusterError>,
) -> Result<HttpResponse, ClusterError> {
    let tag = Tag::new(request, sight, age, more);
    if tag.is_known(request) {
        return Ok(tag.not_modified());
    }
    Ok(tag.reply(&view()?))
}

/// Answers with what changes only with the program, unless the caller has it already.
pub(crate) fn fixed(request: &HttpRequest, view: &impl Serialize) -> HttpResponse {
    let Ok(body) = serde_json::to_string(view) else {
        return HttpResponse::InternalServerError().finish();
    };
    let mut hash = DefaultHasher::new();
    body.hash(&mut hash);
    let etag = format!("W/\"{:016x}\"", hash.finish());
    let known = knows(request, &etag);
    let mut response = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((ETAG, etag))
        .insert_header((CACHE_CONTROL, "private, no-cache"))
        .append_header((VARY, HeaderValue::from_static("accept-language")));
    if known {
        response.finish()
    } else {
        response.content_type(ContentType::json()).body(body)
    }
}

/// Names an answer: a weak entity tag.
#[derive(Clone, Debug)]
pub(crate) struct Tag {
    etag: String,
    as_of: String,
}

impl Tag {
    /// Of the answer to `request`, made of what is `age` old and of `more`.
    pub(crate) fn new(request: &HttpRequest, sight: &Sight, age: Age, more: impl Hash) -> Self {
        let mut hash = DefaultHasher::new();
        request.path().hash(&mut hash);
        request.query_string().hash(&mut hash);
        (&*sight.caller, sight.sees_all, sight.snapshot.jobs_are_private()).hash(&mut hash);
        sight.snapshot.nodes_are_private().hash(&mut hash);
        (language(request), age, more).hash(&mut hash);
        let epoch = &sight.snapshot.epoch;
        Self {
            etag: format!("W/\"{epoch}-{:x}-{:016x}\"", age.as_of_ms, hash.finish()),
            as_of: age.as_of(),
        }
    }

    /// Whether the caller says that it has this answer.
    pub(crate) fn is_known(&self, request: &HttpRequest) -> bool {
        knows(request, &self.etag)
    }

    /// Says that nothing has changed.
    pub(crate) fn not_modified(&self) -> HttpResponse {
        self.head(HttpResponse::NotModified()).finish()
    }

    /// The answer.
    pub(crate) fn reply(&self, view: &impl Serialize) -> HttpResponse {
        self.head(HttpResponse::Ok()).json(view)
    }

    fn head(&self, mut response: actix_web::HttpResponseBuilder) -> actix_web::HttpResponseBuilder {
        response
            .insert_header((ETAG, self.etag.as_str()))
            .insert_header((AS_OF, self.as_of.as_str()))
            .insert_header((CACHE_CONTROL, "private, no-cache"))
            .append_header((
                VARY,
                HeaderValue::from_static("accept-language, authorization, cookie, x-api-key"),
            ));
        response
    }
}

/// Whether `If-None-Match` names `etag`; compared weakly, as RFC 9110 says.
pub(crate) fn knows(request: &HttpRequest, etag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let wanted = opaque(etag);
    let headers = request.headers().get_all(IF_NONE_MATCH);
    headers
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|tag| tag.trim() == "*" || opaque(tag) == wanted)
}

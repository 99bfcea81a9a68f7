//! `GET /api/v2/words`: Slurm's words in people's.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use portal_http::Caller;
use portal_slurm::words::{self, Explained};
use serde::Serialize;
use utoipa::ToSchema;

use crate::cluster::answer::{fixed, language};
use crate::cluster::asked::{Asked, Nothing};
use crate::cluster::error::ClusterError;

/// The dictionary in the language that `Accept-Language` asks for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Words {
    /// `en` or `ko`.
    language: &'static str,
    /// States of jobs.
    states: BTreeMap<String, WordView>,
    /// Why jobs wait, or ended so.
    reasons: BTreeMap<String, ReasonView>,
    /// States of nodes.
    node_states: BTreeMap<String, WordView>,
    /// Flags of nodes.
    node_flags: BTreeMap<String, WordView>,
    /// Limits of partitions, QOS and accounts.
    limits: BTreeMap<String, WordView>,
}

/// What a word means.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WordView {
    title: String,
    meaning: String,
    /// What one can do; empty when there is nothing to be done.
    advice: String,
    /// What Slurm calls it where that differs from the key; empty otherwise.
    word: String,
}

/// What a reason means, and what one can do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReasonView {
    title: String,
    meaning: String,
    advice: String,
}

/// Explains Slurm's words.
#[utoipa::path(get, path = "/api/v2/words", operation_id = "getWords", tag = "cluster",
    responses((status = 200, body = Words), (status = 304), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn show(
    _caller: Caller,
    request: HttpRequest,
    _nothing: Asked<Nothing>,
) -> Result<HttpResponse, ClusterError> {
    Ok(fixed(&request, &Words::from(words::all(language(&request)))))
}

impl From<&words::Words> for Words {
    fn from(all: &words::Words) -> Self {
        Self {
            language: all.language.code(),
            states: each(&all.states),
            reasons: each(&all.reasons),
            node_states: each(&all.node_states),
            node_flags: each(&all.node_flags),
            limits: each(&all.limits),
        }
    }
}

fn each<'a, T: From<&'a Explained>>(words: &'a BTreeMap<Arc<str>, Explained>) -> BTreeMap<String, T> {
    words
        .iter()
        .map(|(word, explained)| (word.to_string(), T::from(explained)))
        .collect()
}

impl From<&Explained> for WordView {
    fn from(explained: &Explained) -> Self {
        Self {
            title: explained.title.to_string(),
            meaning: explained.meaning.to_string(),
            advice: explained.advice.to_string(),
            word: explained.word.to_string(),
        }
    }
}

impl From<&Explained> for ReasonView {
    fn from(explained: &Explained) -> Self {
        Self {
            title: explained.title.to_string(),
            meaning: explained.meaning.to_string(),
            advice: explained.advice.to_string(),
        }
    }
}

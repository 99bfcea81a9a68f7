//! The query of a request, parsed at the door: what is not known is refused by name.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::web::Query;
use actix_web::{FromRequest, HttpRequest};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use super::error::ClusterError;

/// Rows a page when nothing is asked for.
const DEFAULT_LIMIT: usize = 50;
/// Most rows a page.
const MOST: usize = 500;

/// The parameters of a request, in one or two parts. A name that neither part describes is an error, and so is one that
/// comes twice.
#[derive(Debug)]
pub(crate) struct Asked<A, B = Nothing>(pub(crate) A, pub(crate) B);

/// No parameters.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
pub(crate) struct Nothing {}

/// Which page.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// Rows a page, 1 to 500; 50 when absent.
    #[param(value_type = Option<u32>)]
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

impl PageQuery {
    #[cfg(test)]
    pub(crate) fn of(limit: Option<&str>, cursor: Option<&str>) -> Self {
        Self {
            limit: limit.map(str::to_owned),
            cursor: cursor.map(str::to_owned),
        }
    }

    /// Rows a page.
    ///
    /// # Errors
    /// When it is out of range.
    pub(crate) fn limit(&self) -> Result<usize, ClusterError> {
        let Some(text) = given(self.limit.as_deref()) else {
            return Ok(DEFAULT_LIMIT);
        };
        let limit = text.parse().ok().filter(|limit| (1..=MOST).contains(limit));
        limit.ok_or_else(|| ClusterError::bad_query("limit", format!("1 to {MOST}")))
    }

    /// Where the page begins.
    pub(crate) fn cursor(&self) -> Option<&str> {
        given(self.cursor.as_deref())
    }
}

impl<A, B> FromRequest for Asked<A, B>
where
    A: DeserializeOwned + IntoParams + 'static,
    B: DeserializeOwned + IntoParams + 'static,
{
    type Error = ClusterError;
    type Future = Ready<Result<Self, ClusterError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request.query_string()))
    }
}

fn read<A, B>(query: &str) -> Result<Asked<A, B>, ClusterError>
where
    A: DeserializeOwned + IntoParams,
    B: DeserializeOwned + IntoParams,
{
    let pairs = part::<Vec<(String, String)>>(query)?;
    let described: Vec<_> = names::<A>().chain(names::<B>()).collect();
    for (name, value) in &pairs {
        // What browsers add against caches, for pages of the earlier portal.
        if name != "_t" && !described.contains(name) {
            let expected = match described.as_slice() {
                [] => "left out: there are no parameters here".to_owned(),
                names => format!("one of {}", names.join(", ")),
            };
            return Err(ClusterError::bad_query(name, expected));
        }
        if value.contains('\0') {
            return Err(ClusterError::bad_query(name, "text without NUL"));
        }
    }
    Ok(Asked(part(query)?, part(query)?))
}

fn part<T: DeserializeOwned>(query: &str) -> Result<T, ClusterError> {
    let read = Query::<T>::from_query(query);
    read.map(Query::into_inner)
        .map_err(|error| ClusterError::bad_query("the query", format!("readable ({error})")))
}

fn names<T: IntoParams>() -> impl Iterator<Item = String> {
    T::into_params(|| None).into_iter().map(|parameter| parameter.name)
}

/// The value, unless it is empty.
pub(crate) fn given(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

/// The values of a list with commas.
pub(crate) fn list(text: Option<&str>) -> Vec<String> {
    text.unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Seconds since the Unix epoch of an RFC 3339 time.
///
/// # Errors
/// When it is none.
pub(crate) fn moment(name: &str, text: Option<&str>) -> Result<Option<i64>, ClusterError> {
    given(text)
        .map(|text| {
            let millis = portal_config::unix_millis(text);
            let expected = "a time such as 2026-11-21T09:30:00Z";
            millis
                .map(|millis| millis.div_euclid(1000))
                .ok_or_else(|| ClusterError::bad_query(name, expected))
        })
        .transpose()
}

/// `true` or `false`; false when absent.
///
/// # Errors
/// When it is neither.
pub(crate) fn switch(name: &str, text: Option<&str>) -> Result<bool, ClusterError> {
    match given(text) {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(ClusterError::bad_query(name, "true or false")),
    }
}

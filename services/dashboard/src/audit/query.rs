//! Which rows somebody asks for.

use portal_audit::{Action, Moment, Outcome, on_one_line};
use portal_db::audit::Filter;
use serde::Deserialize;
use utoipa::IntoParams;

use super::error::AuditError;

const DEFAULT_LIMIT: i64 = 100;
const MOST: i64 = 500;

/// No text of the log is longer.
const LONGEST_TEXT: usize = 1024;

/// Which rows.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// Who, exactly; `-` for nobody known.
    actor: Option<String>,
    /// Comma list of actions, such as `session.begin,session.refuse`.
    action: Option<String>,
    /// A part of the object.
    object: Option<String>,
    /// `ok`, `refused` or `failed`.
    outcome: Option<String>,
    /// From where, exactly.
    address: Option<String>,
    /// At this time or later: `2026-11-21T09:30:00Z`, or a day (from midnight UTC).
    since: Option<String>,
    /// Before this time.
    until: Option<String>,
    /// A part of actor, object, reason, address or request id.
    q: Option<String>,
}

/// Which page of them.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// Rows a page; 100 when absent, at most 500.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

impl AuditQuery {
    /// The same for the database.
    ///
    /// # Errors
    /// Says which part is not what it must be.
    pub(super) fn filter(&self) -> Result<Filter, AuditError> {
        Ok(Filter {
            actor: text(self.actor.as_deref()),
            actions: actions(self.action.as_deref().unwrap_or_default())?,
            object_part: text(self.object.as_deref()),
            outcome: given(self.outcome.as_deref()).map(outcome).transpose()?,
            address: text(self.address.as_deref()),
            since: given(self.since.as_deref())
                .map(|text| moment("since", text))
                .transpose()?,
            until: given(self.until.as_deref())
                .map(|text| moment("until", text))
                .transpose()?,
            text_part: text(self.q.as_deref()),
        })
    }

    /// `log` and what is asked of it, for the record of the reading. Times to the minute: a page that shows the last hour
    /// asks for another time whenever it asks, and that is the same question.
    pub(super) fn described(&self, log: &str) -> String {
        let (since, until) = (minute(self.since.as_deref()), minute(self.until.as_deref()));
        let parts = [
            ("actor", &self.actor),
            ("action", &self.action),
            ("object", &self.object),
            ("outcome", &self.outcome),
            ("address", &self.address),
            ("since", &since),
            ("until", &until),
            ("q", &self.q),
        ];
        let given = parts
            .iter()
            .filter_map(|(name, value)| given(value.as_deref()).map(|value| format!(" {name}={value}")));
        given.fold(log.to_owned(), |text, part| text + &part)
    }
}

impl PageQuery {
    /// Rows a page.
    ///
    /// # Errors
    /// When it is out of range.
    pub(super) fn limit(&self) -> Result<i64, AuditError> {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        if (1..=MOST).contains(&limit) {
            Ok(limit)
        } else {
            Err(wrong("limit", format!("1 to {MOST}")))
        }
    }

    /// The number that rows of this page are below.
    ///
    /// # Errors
    /// When it is none.
    pub(super) fn before(&self) -> Result<Option<i64>, AuditError> {
        let number = |text: &str| text.parse().ok().filter(|number: &i64| *number > 0);
        given(self.cursor.as_deref())
            .map(|text| number(text).ok_or_else(|| wrong("cursor", "the next_cursor of a page".to_owned())))
            .transpose()
    }
}

fn given(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

fn minute(text: Option<&str>) -> Option<String> {
    let moment: Moment = given(text)?.parse().ok()?;
    let minute: String = moment.as_str().chars().take("2026-11-21T09:30".len()).collect();
    Some(minute + "Z")
}

/// As texts stand in the log, where control characters are shown by their pictures.
fn text(text: Option<&str>) -> Option<String> {
    given(text).map(|text| on_one_line(text, LONGEST_TEXT))
}

fn actions(text: &str) -> Result<Vec<Action>, AuditError> {
    let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    let known = |word| {
        Action::named(word).ok_or_else(|| {
            let words: Vec<_> = Action::ALL.iter().map(|action| action.as_str()).collect();
            wrong("action", format!("of {}", words.join(", ")))
        })
    };
    words.map(known).collect()
}

fn outcome(word: &str) -> Result<Outcome, AuditError> {
    Outcome::named(word).ok_or_else(|| wrong("outcome", "ok, refused or failed".to_owned()))
}

fn moment(field: &'static str, text: &str) -> Result<Moment, AuditError> {
    text.parse().map_err(|_not_a_moment| {
        wrong(
            field,
            "a day such as 2026-11-21 or a time such as 2026-11-21T09:30:00Z".to_owned(),
        )
    })
}

fn wrong(field: &'static str, expected: String) -> AuditError {
    AuditError::OutOfRange { field, expected }
}

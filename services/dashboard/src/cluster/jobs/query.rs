//! Which jobs somebody asks for.

use portal_slurm::model::{JobId, JobState};
use portal_slurm::snapshot::{JobFilter, JobSort, JobSortKey, Needle, StateFilter};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::cluster::asked::{given, list, moment};
use crate::cluster::error::ClusterError;

/// Most ids at a time.
const MOST_IDS: usize = 500;

/// Which jobs. Filters with several values are lists with commas.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct JobFilterQuery {
    /// `queue` (what slurmctld knows; default) or `finished` (the history).
    #[param(value_type = Option<String>)]
    pub(super) r#in: Option<String>,
    /// Slurm's words such as `PENDING,RUNNING`, or `active`, `waiting`, `ended`.
    pub(super) state: Option<String>,
    /// User names; `me` is the caller.
    pub(super) user: Option<String>,
    pub(super) account: Option<String>,
    pub(super) partition: Option<String>,
    pub(super) qos: Option<String>,
    /// Runs, or ran, on one of these nodes.
    pub(super) node: Option<String>,
    pub(super) reservation: Option<String>,
    /// Tasks of the array with this number.
    #[param(value_type = Option<u32>)]
    pub(super) array: Option<String>,
    /// Raw job ids, at most 500.
    pub(super) ids: Option<String>,
    /// A part of id, name, user, account, node list, working directory or command.
    pub(super) q: Option<String>,
    /// RFC 3339: submitted at that time or later; with `in=finished`, ended.
    pub(super) since: Option<String>,
    /// RFC 3339: before that time.
    pub(super) until: Option<String>,
    /// `id`, `submit`, `start`, `end`, `priority`, `name`, `user`, `account`, `partition`, `qos`, `state`, `cpus`, `nodes`, `memory`, `gpus` or
    /// `time_limit`; `-` in front turns the order. `-submit` when absent, `-end` with `in=finished`.
    pub(super) sort: Option<String>,
}

/// What is asked for: the queue, or what has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// What slurmctld knows.
    Queue,
    /// The history.
    Finished,
}

impl JobFilterQuery {
    /// Where to look.
    ///
    /// # Errors
    /// When it is no place.
    pub(super) fn place(&self) -> Result<Place, ClusterError> {
        match given(self.r#in.as_deref()) {
            None | Some("queue") => Ok(Place::Queue),
            Some("finished") => Ok(Place::Finished),
            Some(_) => Err(ClusterError::bad_query("in", "queue or finished")),
        }
    }

    /// Which jobs, `me` being `caller`.
    ///
    /// # Errors
    /// Names what is not as expected.
    pub(super) fn filter(&self, caller: &str) -> Result<JobFilter, ClusterError> {
        Ok(JobFilter {
            visible_to: None,
            states: states(self.state.as_deref())?,
            users: users(self.user.as_deref(), caller),
            accounts: list(self.account.as_deref()),
            partitions: list(self.partition.as_deref()),
            qos: list(self.qos.as_deref()),
            nodes: list(self.node.as_deref()),
            reservations: list(self.reservation.as_deref()),
            arrays: numbers("array", self.array.as_deref())?,
            ids: numbers("ids", self.ids.as_deref())?,
            text: self.q.as_deref().and_then(Needle::new),
            since: moment("since", self.since.as_deref())?,
            until: moment("until", self.until.as_deref())?,
        })
    }

    /// In which order.
    ///
    /// # Errors
    /// When there is no such order.
    pub(super) fn sort(&self, place: Place) -> Result<JobSort, ClusterError> {
        let absent = match place {
            Place::Queue => JobSort::default(),
            Place::Finished => JobSort {
                key: JobSortKey::End,
                descending: true,
            },
        };
        given(self.sort.as_deref()).map_or(Ok(absent), |word| {
            JobSort::named(word).ok_or_else(|| {
                let words = JobSortKey::ALL.map(|(_, word)| word).join(", ");
                ClusterError::bad_query(
                    "sort",
                    format!("one of {words}, with - in front for the other direction"),
                )
            })
        })
    }
}

fn states(text: Option<&str>) -> Result<Vec<StateFilter>, ClusterError> {
    let named = |word: String| {
        StateFilter::named(&word).ok_or_else(|| {
            let words: Vec<_> = JobState::KNOWN.iter().map(JobState::as_str).collect();
            let expected = format!("of active, waiting, ended, {}", words.join(", "));
            ClusterError::bad_query("state", expected)
        })
    };
    list(text).into_iter().map(named).collect()
}

fn users(text: Option<&str>, caller: &str) -> Vec<String> {
    let named = |word: String| if word == "me" { caller.to_owned() } else { word };
    list(text).into_iter().map(named).collect()
}

/// Raw job ids.
fn numbers(name: &str, text: Option<&str>) -> Result<Vec<JobId>, ClusterError> {
    let words = list(text);
    if words.len() > MOST_IDS {
        return Err(ClusterError::bad_query(name, format!("at most {MOST_IDS} numbers")));
    }
    let number = |word: String| {
        let number = word.parse::<JobId>();
        number.map_err(|wrong| ClusterError::bad_query(name, format!("numbers of jobs with commas: {wrong}")))
    };
    words.into_iter().map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::{JobFilterQuery, Place};

    fn refused(change: impl FnOnce(&mut JobFilterQuery)) -> String {
        let mut query = JobFilterQuery::default();
        change(&mut query);
        let filter = query.filter("kim").err();
        let wrong = filter
            .or_else(|| query.sort(Place::Queue).err())
            .or_else(|| query.place().err());
        wrong.unwrap().to_string()
    }

    #[test]
    fn what_is_wrong_is_named() {
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            refused(|query| query.state = text("RUNNING,asleep")),
            "state is not as expected"
        );
        assert_eq!(refused(|query| query.ids = text("1,x")), "ids is not as expected");
        assert_eq!(
            refused(|query| query.ids = Some("1,".repeat(501))),
            "ids is not as expected"
        );
        assert_eq!(refused(|query| query.array = text("1_2")), "array is not as expected");
        assert_eq!(
            refused(|query| query.since = text("yesterday")),
            "since is not as expected"
        );
        assert_eq!(refused(|query| query.sort = text("--id")), "sort is not as expected");
        assert_eq!(refused(|query| query.r#in = text("past")), "in is not as expected");
    }

    #[test]
    fn me_is_the_caller() {
        let query = JobFilterQuery {
            user: Some("lee, me,".to_owned()),
            ..JobFilterQuery::default()
        };
        assert_eq!(query.filter("kim").unwrap().users, ["lee", "kim"]);
    }
}

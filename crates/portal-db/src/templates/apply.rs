//! Rows follow files: batches of what happened in the folder, each in one transaction.

use std::collections::{BTreeSet, HashMap};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::versions::{self, NewVersion};
use super::writes::{self, Write};
use super::{File, Says};
use crate::schema::job_templates_v2::{self, dsl};
use crate::{AnyConnection, transaction};

/// What happened to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileChange {
    /// It came, or says something else.
    There(Box<File>),
    /// There is none at this place any more.
    Gone(String),
}

/// What became of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Synced {
    /// Rows that were not there.
    pub inserted: usize,
    /// Rows that say something else, or are back.
    pub updated: usize,
    /// Rows whose file has gone.
    pub deleted: usize,
    /// All of them.
    pub changed: Vec<Changed>,
}

/// A template that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Changed {
    /// Empty for a file that never said one.
    pub template_id: String,
    /// `official`, `community` or `private:<user>`.
    pub source: String,
}

/// Has rows say what files are; the same again changes nothing. `now` is RFC 3339.
///
/// # Errors
/// When the database refuses; then nothing was changed.
pub fn apply(connection: &mut AnyConnection, changes: &[FileChange], now: &str) -> QueryResult<Synced> {
    transaction::write(connection, |connection| {
        take_turns(connection)?;
        let mut work = Work::load(connection, changes, now)?;
        for change in changes {
            match change {
                FileChange::There(file) => work.there(connection, file)?,
                FileChange::Gone(path) => work.gone(connection, path)?,
            }
        }
        work.keep_versions(connection, changes)?;
        settle(connection, &work.affected)?;
        Ok(work.synced)
    })
}

/// Several nodes see the same change; SQLite has one writer anyway.
pub(super) fn take_turns(connection: &mut AnyConnection) -> QueryResult<()> {
    match connection {
        AnyConnection::Postgres(inner) => inner.batch_execute("SELECT pg_advisory_xact_lock(4430501050112)"),
        AnyConnection::Sqlite(_) => Ok(()),
    }
}

/// A row, as far as it matters here.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = job_templates_v2)]
struct Known {
    id: i64,
    template_id: String,
    source: String,
    file_path: String,
    digest: String,
    owner: Option<String>,
    is_present: bool,
}

/// What is true of a file, whatever it says.
#[derive(Debug, Insertable, AsChangeset)]
#[diesel(table_name = job_templates_v2, treat_none_as_null = true)]
struct Facts<'a> {
    source: &'a str,
    rank: i64,
    file_path: &'a str,
    file_hash: &'a str,
    updated_at: &'a str,
    last_synced: &'a str,
    digest: &'a str,
    owner: Option<&'a str>,
    is_present: bool,
    is_listed: bool,
    problems: &'a str,
}

struct Work<'a> {
    now: &'a str,
    announced: HashMap<(String, String), Write>,
    /// By path.
    rows: HashMap<String, Known>,
    /// Rows without a file that say what one of the files says: an operator may have moved it.
    lost: Vec<Known>,
    /// Ids of which another file may count now.
    affected: BTreeSet<String>,
    /// Paths whose version is to be kept, with who wrote it and how.
    written: Vec<(String, Option<Write>)>,
    synced: Synced,
}

impl<'a> Work<'a> {
    fn load(connection: &mut AnyConnection, changes: &[FileChange], now: &'a str) -> QueryResult<Self> {
        let paths: Vec<&str> = changes.iter().map(FileChange::path).collect();
        let announced = writes::of(connection, &paths)?;
        let sources = announced.iter().filter_map(|write| write.moved_from.as_deref());
        let all: Vec<&str> = paths.iter().copied().chain(sources).collect();
        let rows: Vec<Known> = job_templates_v2::table
            .filter(dsl::file_path.eq_any(all))
            .select(Known::as_select())
            .load(connection)?;
        let digests: Vec<&str> = changes.iter().filter_map(FileChange::digest).collect();
        let lost = match digests.is_empty() {
            true => Vec::new(),
            false => job_templates_v2::table
                .filter(dsl::digest.eq_any(digests))
                .select(Known::as_select())
                .load(connection)?,
        };
        Ok(Self {
            now,
            rows: rows.into_iter().map(|row| (row.file_path.clone(), row)).collect(),
            announced: announced
                .into_iter()
                .map(|write| ((write.file_path.clone(), write.digest.clone()), write))
                .collect(),
            lost,
            affected: BTreeSet::new(),
            written: Vec::new(),
            synced: Synced::default(),
        })
    }

    fn gone(&mut self, connection: &mut AnyConnection, path: &str) -> QueryResult<()> {
        let Some(row) = self.rows.get_mut(path).filter(|row| row.is_present) else {
            return Ok(());
        };
        row.is_present = false;
        let row = row.clone();
        diesel::update(job_templates_v2::table.find(row.id))
            .set((
                dsl::is_present.eq(false),
                dsl::is_active.eq(false),
                dsl::last_synced.eq(self.now),
            ))
            .execute(connection)?;
        self.synced.deleted += 1;
        self.is_changed(&row.template_id, &row.source);
        Ok(())
    }

    fn there(&mut self, connection: &mut AnyConnection, file: &File) -> QueryResult<()> {
        let write = self.announced.remove(&(file.path.clone(), file.digest.clone()));
        let known = self.rows.get(&file.path);
        let same = known.is_some_and(|row| row.is_present && row.digest == file.digest);
        if same && write.is_none() {
            return Ok(());
        }
        if write.is_some() {
            writes::withdraw(connection, &file.path, &file.digest)?;
        }
        let row = known.cloned().or_else(|| self.moved(file, write.as_ref()));
        let owner = match (&write, &row) {
            (Some(write), _) => write.owner.clone(),
            // Whoever put something else in the place of what was gone is nobody whom the portal knows.
            (None, Some(row)) if row.is_present || row.digest == file.digest => row.owner.clone(),
            (None, _) => None,
        };
        let facts = self.facts(file, owner.as_deref());
        let template_id = match &row {
            Some(row) => self.rewrite(connection, row, &facts, file)?,
            None => self.add(connection, &facts, file)?,
        };
        self.is_changed(&template_id, &file.source);
        let id = row.map_or(0, |row| row.id);
        let now_known = Known {
            id,
            template_id,
            source: file.source.clone(),
            file_path: file.path.clone(),
            digest: file.digest.clone(),
            owner,
            is_present: true,
        };
        self.rows.insert(file.path.clone(), now_known);
        self.written.push((file.path.clone(), write));
        Ok(())
    }

    /// The row of the file from which it was moved here, so that its versions come with it.
    fn moved(&self, file: &File, write: Option<&Write>) -> Option<Known> {
        if let Some(write) = write {
            return self.rows.get(write.moved_from.as_deref()?).cloned();
        }
        let id = &file.says.as_ref()?.template_id;
        let lost = self
            .lost
            .iter()
            .filter(|row| row.digest == file.digest && row.template_id == *id);
        // Gone before, or with this batch.
        let has_gone = |row: &&Known| match self.rows.get(&row.file_path) {
            Some(now) => now.id == row.id && !now.is_present,
            None => !row.is_present,
        };
        lost.filter(|row| row.source == file.source).find(has_gone).cloned()
    }

    fn facts<'f>(&self, file: &'f File, owner: Option<&'f str>) -> Facts<'f>
    where
        'a: 'f,
    {
        Facts {
            source: &file.source,
            rank: file.rank,
            file_path: &file.path,
            file_hash: &file.short_digest,
            updated_at: &file.modified_at,
            last_synced: self.now,
            digest: &file.digest,
            owner,
            is_present: true,
            is_listed: file.says.is_some(),
            problems: &file.problems,
        }
    }

    fn rewrite(
        &mut self,
        connection: &mut AnyConnection,
        row: &Known,
        facts: &Facts<'_>,
        file: &File,
    ) -> QueryResult<String> {
        let place = job_templates_v2::table.find(row.id);
        let back = dsl::archived_as.eq(None::<String>);
        // Who counts is settled at the end; two that count would not be taken.
        let waits = dsl::is_active.eq(false);
        let template_id = match &file.says {
            Some(says) => {
                diesel::update(place)
                    .set((facts, says, back, waits))
                    .execute(connection)?;
                &says.template_id
            }
            None => {
                diesel::update(place)
                    .set((facts, dsl::is_usable.eq(false), back, waits))
                    .execute(connection)?;
                &row.template_id
            }
        };
        if row.template_id != *template_id || row.source != file.source {
            self.is_changed(&row.template_id, &row.source);
        }
        if row.file_path != file.path {
            self.rows.remove(&row.file_path);
            self.lost.retain(|lost| lost.id != row.id);
        }
        self.synced.updated += 1;
        Ok(template_id.clone())
    }

    fn add(&mut self, connection: &mut AnyConnection, facts: &Facts<'_>, file: &File) -> QueryResult<String> {
        let says = file.says.clone().unwrap_or_else(Says::nothing);
        diesel::insert_into(job_templates_v2::table)
            .values((facts, &says, dsl::created_at.eq(self.now), dsl::is_active.eq(false)))
            .execute(connection)?;
        self.synced.inserted += 1;
        Ok(says.template_id)
    }

    fn is_changed(&mut self, template_id: &str, source: &str) {
        self.affected.insert(template_id.to_owned());
        let changed = Changed {
            template_id: template_id.to_owned(),
            source: source.to_owned(),
        };
        if !self.synced.changed.contains(&changed) {
            self.synced.changed.push(changed);
        }
    }

    /// Files that cannot be listed are no versions that anybody wants back.
    fn keep_versions(&self, connection: &mut AnyConnection, changes: &[FileChange]) -> QueryResult<()> {
        let paths: Vec<&str> = self.written.iter().map(|(path, _)| path.as_str()).collect();
        if paths.is_empty() {
            return Ok(());
        }
        let rows: Vec<(String, i64)> = job_templates_v2::table
            .filter(dsl::file_path.eq_any(paths))
            .select((dsl::file_path, dsl::id))
            .load(connection)?;
        let rows: HashMap<&str, i64> = rows.iter().map(|(path, id)| (path.as_str(), *id)).collect();
        let writes: HashMap<&str, Option<&Write>> = self
            .written
            .iter()
            .map(|(path, write)| (path.as_str(), write.as_ref()))
            .collect();
        let mut new = Vec::new();
        for change in changes {
            let FileChange::There(file) = change else { continue };
            let (Some(write), Some(row)) = (writes.get(file.path.as_str()), rows.get(file.path.as_str())) else {
                continue;
            };
            if file.says.is_some() {
                new.push(NewVersion {
                    template: *row,
                    digest: &file.digest,
                    text: &file.text,
                    size: i64::try_from(file.text.len()).unwrap_or(i64::MAX),
                    made_at: self.now,
                    made_by: write.map(|write| write.made_by.as_str()),
                    how: write.map_or("folder", |write| write.how.as_str()),
                    source: &file.source,
                });
            }
        }
        versions::keep(connection, &new)
    }
}

impl FileChange {
    /// Where, below the folder of templates.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::There(file) => &file.path,
            Self::Gone(path) => path,
        }
    }

    fn digest(&self) -> Option<&str> {
        match self {
            Self::There(file) => Some(&file.digest),
            Self::Gone(_) => None,
        }
    }
}

impl Says {
    /// What a file says that says nothing.
    fn nothing() -> Self {
        let (none, empty) = (String::new, || "null".to_owned());
        Self {
            template_id: none(),
            name: none(),
            display_name: none(),
            description: none(),
            category: none(),
            tags: "[]".to_owned(),
            version: none(),
            author: none(),
            is_public: false,
            slurm_config: empty(),
            apptainer_config: empty(),
            file_schema: empty(),
            script_template: empty(),
            document: "{}".to_owned(),
            is_usable: false,
        }
    }
}

/// Which file an id stands for: official before community before private, then by path.
fn settle(connection: &mut AnyConnection, affected: &BTreeSet<String>) -> QueryResult<()> {
    let ids: Vec<&str> = affected
        .iter()
        .map(String::as_str)
        .filter(|id| !id.is_empty())
        .collect();
    if ids.is_empty() {
        return Ok(());
    }
    let rows: Vec<(i64, String, bool, bool, bool)> = job_templates_v2::table
        .filter(dsl::template_id.eq_any(ids))
        .order((dsl::template_id, dsl::rank, dsl::file_path))
        .select((
            dsl::id,
            dsl::template_id,
            dsl::is_present,
            dsl::is_listed,
            dsl::is_active,
        ))
        .load(connection)?;
    let mut counts: HashMap<&str, i64> = HashMap::new();
    for (row, template_id, is_present, is_listed, _) in &rows {
        if *is_present && *is_listed {
            counts.entry(template_id.as_str()).or_insert(*row);
        }
    }
    let one_that_counts = |row: i64, template_id: &str| counts.get(template_id) == Some(&row);
    for (to, from) in [(false, true), (true, false)] {
        let wrong: Vec<i64> = rows
            .iter()
            .filter(|(row, template_id, _, _, is_active)| {
                *is_active == from && one_that_counts(*row, template_id) == to
            })
            .map(|(row, ..)| *row)
            .collect();
        if !wrong.is_empty() {
            diesel::update(job_templates_v2::table.filter(dsl::id.eq_any(wrong)))
                .set(dsl::is_active.eq(to))
                .execute(connection)?;
        }
    }
    Ok(())
}

//! The one task of a process that adds rows.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use metrics::counter;
use portal_audit::{Happened, Head};
use tokio::sync::{mpsc, watch};
use tokio::time::sleep;

use super::said::Said;
use super::{Line, Losses, NotRecorded, WAITING};
use crate::audit::append;
use crate::{Db, DbError};

/// Rows of one transaction: so many that its cost does not count, so few that nobody else waits long for the database.
const BATCH: usize = 512;

/// What nobody waits for is tried again after so long.
const AGAIN: Duration = Duration::from_secs(1);

pub(super) struct Writer {
    db: Db,
    lines: mpsc::Receiver<Line>,
    /// Notes that the database did not take, oldest first.
    kept: VecDeque<Happened>,
    losses: Arc<Losses>,
    said: Said,
}

impl Writer {
    pub(super) fn new(db: Db, lines: mpsc::Receiver<Line>, losses: Arc<Losses>) -> Self {
        Self {
            db,
            lines,
            kept: VecDeque::new(),
            losses,
            said: Said::default(),
        }
    }

    /// Writes until `stopped` says that nothing more will come, and then what is left.
    pub(super) async fn run(mut self, mut stopped: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                line = self.lines.recv() => match line {
                    Some(line) => self.write_with(line).await,
                    None => break,
                },
                () = sleep(AGAIN), if !self.kept.is_empty() => self.write_kept().await,
                () = self.said.due() => self.said.tell(),
                // What is queued already is still received.
                () = said(&mut stopped), if !self.lines.is_closed() => self.lines.close(),
            }
        }
        while !self.kept.is_empty() {
            let before = self.kept.len();
            self.write_kept().await;
            if self.kept.len() == before {
                self.kept.drain(..).for_each(|_lost| self.losses.one());
            }
        }
        self.losses.say();
        self.said.tell();
    }

    /// Writes `line` and all that waits behind it, up to a batch, and tells those who wait.
    async fn write_with(&mut self, line: Line) {
        let mut written = vec![line.written];
        let mut happened = vec![line.happened];
        while happened.len() < BATCH
            && let Ok(line) = self.lines.try_recv()
        {
            written.push(line.written);
            happened.push(line.happened);
        }
        let (happened, result) = self.append(happened).await;
        let answer = result.map_err(|error| NotRecorded::Database(Arc::new(error)));
        for (written, happened) in written.into_iter().zip(happened) {
            match (written, &answer) {
                // Whoever asked may have gone.
                (Some(written), answer) => drop(written.send(answer.clone())),
                (None, Ok(())) => {}
                (None, Err(error)) => self.keep(happened, error),
            }
        }
        if answer.is_ok() && !self.kept.is_empty() {
            self.write_kept().await;
        }
    }

    async fn write_kept(&mut self) {
        let count = self.kept.len().min(BATCH);
        let (happened, result) = self.append(self.kept.iter().take(count).cloned().collect()).await;
        if result.is_ok() {
            self.kept.drain(..happened.len());
            if self.kept.is_empty() {
                tracing::warn!("the audit log takes entries again; what was kept meanwhile stands in it");
                self.losses.say();
            }
        }
    }

    fn keep(&mut self, happened: Happened, error: &NotRecorded) {
        if self.kept.is_empty() {
            tracing::error!(
                error = error as &dyn std::error::Error,
                "the audit log cannot be written; entries that nobody waits for are kept and tried again"
            );
        }
        if self.kept.len() < WAITING {
            self.kept.push_back(happened);
        } else {
            self.losses.one();
        }
    }

    /// Appends and gives the entries back.
    async fn append(&mut self, happened: Vec<Happened>) -> (Vec<Happened>, Result<(), DbError>) {
        let happened = Arc::new(happened);
        let rows = Arc::clone(&happened);
        let appended: Result<Head, DbError> = self.db.run(move |connection| append(connection, &rows)).await;
        let result = appended.map(|head| {
            counter!("audit_rows_total").increment(happened.len() as u64);
            self.said.moved_to(head);
            if self.kept.is_empty() {
                self.losses.say();
            }
        });
        (Arc::unwrap_or_clone(happened), result)
    }
}

/// Returns when the journal is to end; when nobody is left who could say so, at once.
async fn said(stopped: &mut watch::Receiver<bool>) {
    drop(stopped.wait_for(|stopped| *stopped).await);
}

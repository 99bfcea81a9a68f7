//! Refusals on their way to the audit log, which the auth service keeps: this service has no database.

use std::time::Duration;

use metrics::counter;
use portal_audit::Happened;
use portal_http::{Kit, ToldRefusal};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::auth_service::{AuthService, Unanswered};

/// Refusals that wait while the auth service is away: some MiB at worst. What does not fit is lost, and counted.
const WAITING: usize = 1024;

/// What was not taken is told again after so long.
const AGAIN: Duration = Duration::from_secs(1);

/// Tells refusals until it is [finished](Self::finish).
pub(crate) struct Telling {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Telling {
    /// From now on what `kit` refuses is told to `auth`.
    pub(crate) fn begin(kit: &Kit, auth: AuthService) -> Self {
        let (queue, waiting) = mpsc::channel(WAITING);
        let clock = kit.clock().clone();
        kit.audit_to(move |entry| {
            let at = clock.rfc3339();
            let told = ToldRefusal::from(Happened { at, entry });
            if queue.try_send(told).is_err() {
                lost(1);
            }
        });
        let (stop, stopped) = watch::channel(false);
        let teller = Teller {
            auth,
            waiting,
            batch: Vec::new(),
            failing: false,
        };
        Self {
            stop,
            task: tokio::spawn(teller.run(stopped)),
        }
    }

    /// Tells what was refused so far, if it is taken at once, and ends.
    pub(crate) async fn finish(self) {
        self.stop.send_replace(true);
        // An error is a panic of the task's, which has been logged.
        let _ = self.task.await;
    }
}

struct Teller {
    auth: AuthService,
    waiting: mpsc::Receiver<ToldRefusal>,
    /// What is being told.
    batch: Vec<ToldRefusal>,
    failing: bool,
}

impl Teller {
    async fn run(mut self, mut stopped: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                _ = self.waiting.recv_many(&mut self.batch, AuthService::MOST_REFUSALS), if self.batch.is_empty() => {}
                () = sleep(AGAIN), if !self.batch.is_empty() => {}
                // An error is the same: nobody is left who could say so.
                _ = stopped.wait_for(|stopped| *stopped) => break,
            }
            self.tell().await;
        }
        self.waiting.close();
        loop {
            if self.batch.is_empty() {
                // Nothing more comes in, so this does not wait.
                let more = self.waiting.recv_many(&mut self.batch, AuthService::MOST_REFUSALS);
                if more.await == 0 {
                    return;
                }
            }
            self.tell().await;
            if !self.batch.is_empty() {
                return lost(self.batch.len() + self.waiting.len());
            }
        }
    }

    /// Tells the batch; it stays when it may be taken later.
    async fn tell(&mut self) {
        if self.batch.is_empty() {
            return;
        }
        match self.auth.tell_refusals(&self.batch).await {
            Ok(()) => {
                self.batch.clear();
                if std::mem::take(&mut self.failing) {
                    tracing::info!("refusals reach the audit log again");
                }
            }
            Err(error) => {
                if !std::mem::replace(&mut self.failing, true) {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "refusals do not reach the audit log; {WAITING} are kept and told again"
                    );
                }
                if matches!(error, Unanswered::Refused(400..=499)) {
                    // It would say the same again.
                    lost(self.batch.len());
                    self.batch.clear();
                }
            }
        }
    }
}

fn lost(count: usize) {
    counter!("audit_dropped_total").increment(u64::try_from(count).unwrap_or(u64::MAX));
}

//! How full the storage is: measured seldom, told often.
//!
//! Whoever connects is told at once from what was measured last; nobody's request makes the file system work more than
//! once in a few seconds, and never two at a time.

mod measure;
mod size;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use portal_config::Clock;
use serde_json::{Map, Value, json};
use tokio::task::JoinHandle;

use crate::lock::lock;

/// Figures older than this (milliseconds) are measured again.
const FRESH_FOR: i64 = 300_000;
/// Somebody who insists gets figures that are at most this old.
const INSISTING_FRESH_FOR: i64 = 5_000;
/// A measurement that takes longer is reported as an error; a hung network file system can take for ever.
const PATIENCE: Duration = Duration::from_secs(10);

type Measured = Result<Value, String>;

/// The storage of the cluster, as this host sees it.
#[derive(Debug)]
pub(crate) struct Storage {
    path: PathBuf,
    clock: Clock,
    last: Mutex<Option<(i64, Arc<Measured>)>>,
    /// Held while measuring; a measurement that outlived our patience stays here and is waited for the next time.
    running: tokio::sync::Mutex<Option<JoinHandle<Measured>>>,
}

impl Storage {
    pub(crate) fn new(path: PathBuf, clock: Clock) -> Self {
        Self {
            path,
            clock,
            last: Mutex::default(),
            running: tokio::sync::Mutex::default(),
        }
    }

    /// The storage object if anything was ever measured, however old.
    pub(crate) fn known(&self) -> Option<Value> {
        let last = lock(&self.last);
        last.as_ref().map(|(_, measured)| whole(measured.as_ref()))
    }

    /// The storage object, at most five minutes old.
    pub(crate) async fn current(&self) -> Value {
        whole(self.measured(FRESH_FOR).await.as_ref())
    }

    /// What `request_update` asks for: `all`, `data`, `scratch`; anything else gets the status alone.
    pub(crate) async fn insist(&self, storage_type: &str) -> Value {
        let mut object = Map::new();
        if matches!(storage_type, "all" | "data") {
            match &*self.measured(INSISTING_FRESH_FOR).await {
                Ok(data) => object.insert("data_storage".to_owned(), data.clone()),
                Err(error) => return json!({"status": "error", "error": error}),
            };
        }
        if matches!(storage_type, "all" | "scratch") {
            object.insert("scratch_storage".to_owned(), no_scratch());
        }
        object.insert("status".to_owned(), json!("success"));
        Value::Object(object)
    }

    /// Forgets what was measured, if its key in the existing service's cache begins with `prefix`.
    pub(crate) fn forget(&self, prefix: &str) {
        if format!("data_stats:{}", self.path.display()).starts_with(prefix) {
            *lock(&self.last) = None;
        }
    }

    async fn measured(&self, fresh_for: i64) -> Arc<Measured> {
        if let Some(fresh) = self.fresh(fresh_for) {
            return fresh;
        }
        let mut running = self.running.lock().await;
        if let Some(fresh) = self.fresh(fresh_for) {
            return fresh;
        }
        let measurement = running.get_or_insert_with(|| {
            let (path, clock) = (self.path.clone(), self.clock.clone());
            tokio::task::spawn_blocking(move || measure(&path, &clock))
        });
        let measured = match tokio::time::timeout(PATIENCE, measurement).await {
            Ok(finished) => {
                *running = None;
                finished.unwrap_or_else(|panicked| Err(format!("the measurement failed: {panicked}")))
            }
            Err(_elapsed) => Err(format!(
                "{} did not answer within {} s",
                self.path.display(),
                PATIENCE.as_secs()
            )),
        };
        if let Err(error) = &measured {
            tracing::warn!(storage.path = %self.path.display(), error, "storage cannot be measured");
        }
        let measured = Arc::new(measured);
        *lock(&self.last) = Some((self.clock.unix_millis(), Arc::clone(&measured)));
        measured
    }

    fn fresh(&self, fresh_for: i64) -> Option<Arc<Measured>> {
        let last = lock(&self.last);
        let (at, measured) = last.as_ref()?;
        (self.clock.unix_millis() - at < fresh_for).then(|| Arc::clone(measured))
    }
}

fn measure(path: &std::path::Path, clock: &Clock) -> Measured {
    let mut data = measure::measure(path).map_err(|error| format!("{}: {error}", path.display()))?;
    if let Value::Object(fields) = &mut data {
        fields.insert("lastUpdated".to_owned(), Value::String(clock.rfc3339()));
    }
    Ok(data)
}

fn whole(measured: &Measured) -> Value {
    match measured {
        Ok(data) => json!({"data_storage": data, "scratch_storage": no_scratch(), "status": "success"}),
        Err(error) => json!({"data_storage": {}, "scratch_storage": {}, "status": "error", "error": error}),
    }
}

/// The contract's words for a cluster whose nodes' scratch space nobody asks for.
fn no_scratch() -> Value {
    json!({
        "totalNodes": 0,
        "activeNodes": 0,
        "totalCapacity": "0 GB",
        "totalUsed": "0 GB",
        "averageUsage": 0,
        "nodeDetails": [],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn many_who_ask_at_once_measure_once_and_insisting_has_a_limit() {
        let here = tempfile::tempdir().unwrap();
        let clock = Clock::manual(1_700_000_000);
        let storage = Storage::new(here.path().to_owned(), clock.clone());
        assert!(storage.known().is_none());
        let first = storage.current().await;
        clock.advance(Duration::from_secs(4));
        assert_eq!(storage.insist("all").await["data_storage"], first["data_storage"]);
        clock.advance(Duration::from_secs(2));
        let later = storage.insist("data").await;
        assert_ne!(
            later["data_storage"]["lastUpdated"],
            first["data_storage"]["lastUpdated"]
        );
        assert!(later.get("scratch_storage").is_none());
        assert_eq!(storage.insist("nonsense").await, json!({"status": "success"}));
    }

    #[tokio::test]
    async fn an_absent_path_is_said_and_not_invented() {
        let storage = Storage::new("/no/such/path".into(), Clock::System);
        let object = storage.current().await;
        assert_eq!(
            (&object["status"], &object["data_storage"]),
            (&json!("error"), &json!({}))
        );
        assert!(
            object["error"]
                .as_str()
                .unwrap()
                .starts_with("/no/such/path: No such file")
        );
        assert_eq!(storage.insist("data").await["status"], "error");
        storage.forget("scratch_stats:");
        assert!(storage.known().is_some());
        storage.forget("data_stats:");
        assert!(storage.known().is_none());
    }
}

//! How often Slurm is asked: at its interval, whoever looks.

use std::sync::Arc;
use std::time::Duration;

use portal_config::ClusterIntervals;

use super::slurm::Slurm;
use crate::app::{App, eventually};

const EVERY: Duration = Duration::from_millis(200);

#[actix_web::test]
async fn slurm_is_asked_at_its_interval_however_many_look() {
    let slurm = Slurm::new();
    let app = App::before(Arc::new(slurm.clone()), |settings| {
        settings.intervals = ClusterIntervals {
            queue: EVERY,
            ..ClusterIntervals::default()
        };
    })
    .await;
    let kim = app.user("kim");
    eventually("eight looks at the queue", async || {
        // As many as a busy portal has at once; each is answered from memory.
        futures_util::future::join_all((0..20).map(|_| kim.get("/api/v2/jobs"))).await;
        (slurm.count("jobs") >= 8).then_some(())
    })
    .await;
    slurm.assert_paced("jobs", EVERY);
    for once in ["controller", "nodes", "partitions", "reservations", "finished"] {
        assert_eq!(slurm.count(once), 1, "{once} has a longer interval");
    }
}

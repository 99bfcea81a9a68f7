//! How much was in use.

use portal_db::Db;
use portal_db::cluster_history::{HOUR, MINUTE, Means, add, forget, since};
use portal_testkit::TestDatabase;

fn minute(at: i64, samples: i64, cpus: f64) -> Means {
    Means {
        step_seconds: MINUTE,
        at,
        samples,
        cpus_allocated: cpus,
        cpus_total: 100.0,
        memory_allocated_bytes: 0.0,
        memory_total_bytes: 0.0,
        gpus_allocated: 0.0,
        gpus_total: 0.0,
        jobs_running: 0.0,
        jobs_pending: 0.0,
        nodes_unavailable: 0.0,
    }
}

#[tokio::test]
async fn minutes_add_up_to_hours_and_a_minute_that_was_cut_by_a_restart_is_one() {
    let database = TestDatabase::new();
    let db = Db::open(&database.settings()).unwrap();
    db.migrate().unwrap();
    db.run(|connection| {
        add(connection, &[minute(3_600, 12, 10.0), minute(3_660, 6, 40.0)])?;
        add(connection, &[minute(3_660, 6, 60.0), minute(7_200, 12, 1.0)])?;
        let minutes = since(connection, MINUTE, 0)?;
        let told: Vec<_> = minutes
            .iter()
            .map(|means| (means.at, means.samples, means.cpus_allocated))
            .collect();
        assert_eq!(told, [(3_600, 12, 10.0), (3_660, 12, 50.0), (7_200, 12, 1.0)]);
        let hours = since(connection, HOUR, 3_600)?;
        assert_eq!(hours.len(), 2);
        assert!((hours.first().unwrap().cpus_allocated - 30.0).abs() < 1e-9);
        assert_eq!(hours.first().unwrap().samples, 24);
        forget(connection, 3_660, 7_200)?;
        assert_eq!(since(connection, MINUTE, 0)?.len(), 2);
        assert_eq!(since(connection, HOUR, 0)?.len(), 1);
        Ok(())
    })
    .await
    .unwrap();
}

//! slurmctld that is slow or away: what was known stays known, and says how old it is.

use std::sync::Arc;
use std::time::{Duration, Instant};

use portal_slurm::Absent;

use super::slurm::{Slurm, before, often, until};
use crate::app::App;

const JOBS: &str = "/api/v2/jobs";

#[actix_web::test]
async fn while_slurm_is_away_the_last_look_stays_and_is_called_stale() {
    let slurm = Slurm::new();
    let app = before(&slurm).await;
    let fresh = until(&app, JOBS, "a fresh list", |list| list["total"] == 2).await;
    assert_eq!(fresh["stale"], false);
    slurm.change(|world| world.away = true);
    let stale = until(&app, JOBS, "a stale list", |list| list["stale"] == true).await;
    assert_eq!((&stale["total"], &stale["as_of"]), (&fresh["total"], &fresh["as_of"]));
    app.clock.advance(Duration::from_secs(90));
    let cluster = until(&app, "/api/v2/cluster", "its age", |cluster| {
        cluster["age_seconds"] == 90
    })
    .await;
    let said = cluster["parts"]["jobs"]["error"].as_str().unwrap();
    assert!(said.contains("Unable to contact slurm controller"), "{said}");
    slurm.change(|world| {
        world.away = false;
        world.jobs.pop();
    });
    let back = until(&app, JOBS, "a fresh list again", |list| list["stale"] == false).await;
    assert_eq!(back["total"], 1);
    assert_ne!(back["as_of"], fresh["as_of"]);
}

#[actix_web::test]
async fn while_slurm_hangs_answers_come_at_once_and_what_is_known_gets_old() {
    let slurm = Slurm::new();
    let app = before(&slurm).await;
    until(&app, JOBS, "a fresh list", |list| list["total"] == 2).await;
    slurm.change(|world| world.hangs = true);
    let asked = slurm.count("jobs");
    // Nobody answers from now on; time passes.
    app.clock.advance(Duration::from_secs(120));
    let begun = Instant::now();
    for _ in 0..20 {
        let list = app.user("kim").get(JOBS).await.expect(200).json();
        assert_eq!((&list["total"], &list["stale"]), (&2.into(), &true.into()));
    }
    assert!(begun.elapsed() < Duration::from_secs(10), "nobody waited for Slurm");
    assert!(
        slurm.count("jobs") <= asked + 1,
        "one question hangs, and no other is asked beside it"
    );
    slurm.change(|world| world.hangs = false);
    until(&app, JOBS, "a fresh list again", |list| list["stale"] == false).await;
}

#[actix_web::test]
async fn before_the_first_answer_it_says_that_it_starts() {
    let slurm = Slurm::new();
    slurm.change(|world| world.hangs = true);
    let app = before(&slurm).await;
    let refused = app.user("kim").get(JOBS).await.expect(503).json();
    assert_eq!(refused["code"], "slurm_starting");
    slurm.change(|world| (world.hangs, world.away) = (false, true));
    until(&app, JOBS, "that Slurm is away", |answer| {
        answer["code"] == "slurm_unavailable"
    })
    .await;
    slurm.change(|world| world.away = false);
    until(&app, JOBS, "a list", |list| list["total"] == 2).await;
}

#[actix_web::test]
async fn without_slurms_commands_it_says_so() {
    let app = App::before(Arc::new(Absent), |settings| settings.intervals = often()).await;
    let refused = until(&app, JOBS, "that there is no Slurm", |answer| {
        answer["code"] == "slurm_not_configured"
    })
    .await;
    assert!(
        refused["message"].as_str().unwrap().contains("SLURM_BIN_DIR"),
        "{refused}"
    );
}

use serde_json::json;

use super::log::{told, verified};
use crate::app::{App, Upload, noise};
use crate::sql::sql;

/// The log without its table: everything else in the database works.
struct Broken<'a>(&'a App);

impl<'a> Broken<'a> {
    fn new(app: &'a App) -> Self {
        sql(&app.database.url(), "ALTER TABLE audit_log RENAME TO away");
        Self(app)
    }
    fn mend(self) {
        sql(&self.0.database.url(), "ALTER TABLE away RENAME TO audit_log");
    }
}

#[tokio::test]
async fn what_cannot_be_recorded_is_not_done() {
    let app = App::start().await;
    let (kim, root) = (app.user("kim"), app.server.admin("root"));
    let begin = async |name: &str| Upload::begin(&kim, name, noise(100, 1), 65_536).await;
    let (done, full, open) = (
        begin("done.dat").await,
        begin("full.dat").await,
        begin("open.dat").await,
    );
    for upload in [&done, &full] {
        upload.put_all().await;
    }
    done.complete().await.expect(200);
    let files = app.files();

    let broken = Broken::new(&app);
    let refused = [
        kim.post_json(
            "/api/v2/files/upload/init",
            &json!({"filename": "new.dat", "file_size": 1}),
        )
        .await,
        full.complete().await,
        kim.delete(&format!("/api/v2/files/uploads/{}", done.id)).await,
        kim.delete(&format!("/api/v2/files/uploads/{}", open.id)).await,
        root.get("/api/audit").await,
        root.get("/api/audit.csv").await,
        root.get("/api/v2/files/uploads").await,
        root.get(&format!("/api/v2/files/uploads/{}", open.id)).await,
    ];
    for answer in refused {
        let answer = answer.expect(503);
        assert_eq!(
            (answer.code().as_str(), answer.header("retry-after")),
            ("audit_unavailable", "5")
        );
    }
    // What is not recorded goes on.
    open.put_all().await;
    assert_eq!(kim.get("/api/v2/files/uploads").await.expect(200).json()["total"], 3);
    assert!(app.path("users/kim/data/done.dat").exists());
    assert_eq!(
        files.iter().filter(|file| !app.files().contains(file)).count(),
        1,
        "full.dat has its name already"
    );
    broken.mend();

    full.complete().await.expect(200);
    open.complete().await.expect(200);
    kim.delete(&format!("/api/v2/files/uploads/{}", done.id))
        .await
        .expect(200);
    assert_eq!(app.files(), ["users/kim/data/full.dat", "users/kim/data/open.dat"]);
    assert_eq!(told(&app.database, "upload.begin").len(), 3);
    assert_eq!(told(&app.database, "upload.complete").len(), 3);
    assert_eq!(told(&app.database, "file.delete").len(), 1);
}

#[tokio::test]
async fn refusals_wait_for_the_log_to_come_back() {
    let app = App::start().await;
    let outsider = app.server.member("lee", &["HPC-Users"]);
    let broken = Broken::new(&app);
    for number in 0..20 {
        outsider
            .put_bytes(&format!("/api/v2/files/uploads/{number:016x}/chunks/0"), "")
            .await
            .expect(403);
    }
    broken.mend();
    app.server.admin("root").get("/api/audit").await.expect(200);
    let app = app.restart().await;
    assert_eq!(told(&app.database, "access.refuse").len(), 20);
    assert_eq!(verified(&app.database).len(), 21);
}

use std::time::{Duration, Instant};

use futures_util::future::{join, join_all};
use serde_json::json;

use crate::app::{App, PASSWORD};

#[actix_web::test]
async fn forty_people_sign_in_at_once_and_the_service_stays_awake() {
    let app = App::with_kim().await;
    let attempts = (0..40).map(|number| {
        // Half of them are nobody: that costs as much.
        let name = if number % 4 == 0 {
            "kim".to_owned()
        } else {
            format!("guest{number}")
        };
        let client = app.stranger();
        async move {
            let body = json!({"username": name, "password": PASSWORD});
            (name, client.post_json("/auth/login", &body).await)
        }
    });
    let slowest_probe = async {
        let mut slowest = Duration::ZERO;
        for _ in 0..20 {
            let asked = Instant::now();
            app.stranger().get("/health").await.assert_status(200);
            slowest = slowest.max(asked.elapsed());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        slowest
    };
    let (replies, slowest) = join(join_all(attempts), slowest_probe).await;
    for (name, reply) in replies {
        match reply.status {
            200 => assert_eq!(name, "kim"),
            401 => assert_ne!(name, "kim"),
            // On a machine too slow to check forty passwords in three seconds.
            503 => assert!(!reply.header("retry-after").is_empty()),
            other => panic!("{name}: {other} {}", reply.text()),
        }
    }
    assert!(slowest < Duration::from_secs(2), "/health took {slowest:?} meanwhile");
}

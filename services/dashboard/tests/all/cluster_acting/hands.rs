//! Jobs of templates by each hand that acts. The portal is not root here: it reads and writes only what is its own or shared
//! with it, as on a site.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::time::{Duration, Instant};

use portal_config::{SlurmSettings, Source};
use portal_testkit::{Program, SECRET, Started, TestClient, TestSlurm, eventually};
use serde_json::{Value, json};
use slurm_helper::{Helper, HelperSettings};
use tempfile::TempDir;

use super::templates::{COUNT, submit, upload};

/// The portal's; made on this machine if absent, as alice and bob are.
const ACCOUNT: &str = "hpc-portal-test";
const PATIENCE: Duration = Duration::from_secs(60);

/// Puts a rule for sudo in the place of the machine's, for this process only, and becomes the service as another account, which
/// may not be let into the folder of the program.
const START: &str = r#"exec 9<"$1"
[ -z "$4" ] || mount --bind "$4" /etc/sudoers || exit 1
echo "pid $$"
exec setpriv --reuid="$2" --regid="$(id -g "$2")" --init-groups /proc/self/fd/9 >>"$3" 2>&1"#;

const SUDO_RULE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../systemd/hpc-portal.sudoers");

struct Portal {
    base: String,
    pid: String,
    _process: Started,
    slurm: TestSlurm,
    _folder: TempDir,
}

impl Portal {
    /// Acts as `settings` say. `prepare` makes what that needs, and tells the file of a rule for sudo, if it needs one.
    fn start(settings: &[(&str, &str)], prepare: impl FnOnce(&TestSlurm, &Path) -> String) -> Self {
        let slurm = TestSlurm::with(&[("SLURM_USERS", &format!("alice bob {ACCOUNT}"))]);
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o711)).unwrap();
        let below = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(below("templates/official/test")).unwrap();
        std::fs::write(below("templates/official/test/count.yaml"), COUNT).unwrap();
        for name in ["uploads", "jobs", "state"] {
            std::fs::create_dir(below(name)).unwrap();
        }
        run(&["chown", "-R", ACCOUNT, folder.path().to_str().unwrap()]);
        std::fs::set_permissions(below("jobs"), PermissionsExt::from_mode(0o711)).unwrap();
        let rule = prepare(&slurm, folder.path());
        let log = below("state/log");
        let mut program = Program::new("unshare")
            .args([
                "--mount",
                "--",
                "sh",
                "-c",
                START,
                "sh",
                env!("CARGO_BIN_EXE_dashboard_backend"),
                ACCOUNT,
            ])
            .args([log.to_str().unwrap(), &rule])
            .folder(folder.path())
            .env("DATABASE_URL", format!("sqlite:{}", below("state/portal.db").display()))
            .env("UPLOAD_ROOT", below("uploads"))
            .env("TEMPLATES_ROOT", below("templates"))
            .env("JOBS_ROOT", below("jobs"))
            .env("JWT_SECRET_KEY", SECRET)
            .env("PORT", "0")
            .env("WORKERS", "2")
            .env("LOG_LEVEL", "warn,portal_http::run=info")
            .env("WEBSOCKET_INTERNAL_URL", "http://127.0.0.1:9")
            .env("SLURM_CONF", slurm.conf())
            .env("SLURM_QUEUE_SECONDS", "1");
        for (name, value) in settings {
            program = program.env(name, value.replace("FOLDER", folder.path().to_str().unwrap()));
        }
        let mut process = program.start();
        let pid = process.read_until("pid ").trim().trim_start_matches("pid ").to_owned();
        let base = eventually("the service's start", PATIENCE, || {
            let lines = std::fs::read_to_string(&log).ok()?;
            let (address, _) = lines.split_once("listens on ")?.1.split_once('\n')?;
            Some(format!("http://{}", address.split_whitespace().next()?))
        });
        Self {
            base,
            pid,
            _process: process,
            slurm,
            _folder: folder,
        }
    }

    fn user(&self, name: &str) -> TestClient {
        crate::service::user(&self.base, name)
    }

    /// Jobs of people run as that account too.
    fn keeps_its_secrets_from_its_account(&self) {
        let reads = |file: &str| {
            let file = format!("/proc/{}/{file}", self.pid);
            self.slurm.run_as(ACCOUNT, "cat", &[&file]).code == Some(0)
        };
        assert!(reads("comm"), "it is another process that is looked at");
        for secret in ["environ", "maps", "mem"] {
            assert!(!reads(secret), "{secret}");
        }
    }

    /// Waits until the submission is as expected.
    async fn until(&self, client: &TestClient, made: &Value, status: &str) -> Value {
        let path = format!("/api/v2/submissions/{}", made["submission_id"]);
        let begin = Instant::now();
        loop {
            let row = client.get(&path).await.expect(200).json();
            if row["status"] == status {
                return row;
            }
            assert!(begin.elapsed() < PATIENCE, "it is not {status}: {row}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

fn run(command: &[&str]) {
    let ended = Program::new(command[0]).args(&command[1..]).run();
    assert_eq!(ended.code, Some(0), "{command:?}: {}", ended.stderr);
}

/// Alice makes a job, it runs as `account`, and what it leaves is read by her alone, by the portal.
async fn a_job_of_a_template_runs_as(account: &str, portal: &Portal) {
    let (alice, bob) = (portal.user("alice"), portal.user("bob"));
    alice.post("/api/v2/templates/scan").await.assert_status(200);
    let mesh = upload(&alice, "wing 날개.msh", b"1\n2\n3\n").await;
    let job = json!({"template_id": "count", "inputs": {"mesh": mesh}, "overrides": {"env.EXIT": "3"}});
    let made = submit(&alice, &job).await;
    let row = portal.until(&alice, &made, "failed").await;
    assert_eq!((&row["exit_code"], &row["user"]), (&json!(3), &json!("alice")));
    let id = made["id"].as_str().unwrap();
    let shown = portal.slurm.run("scontrol", &["show", "job", id]).stdout;
    assert!(shown.contains(&format!("UserId={account}(")), "{shown}");

    let files = format!("/api/v2/submissions/{}/files", made["submission_id"]);
    let log = alice.get(&format!("{files}/job.log")).await.expect(200).text();
    assert_eq!(log, format!("{account}\nname=count words=a word\n{account}\n"));
    for (path, text) in [
        ("results/lines.count", "3\n"),
        ("input/wing%20%EB%82%A0%EA%B0%9C.msh", "1\n2\n3\n"),
        ("script.sh", row["script"].as_str().unwrap()),
    ] {
        assert_eq!(
            alice.get(&format!("{files}/{path}")).await.expect(200).text(),
            text,
            "{path}"
        );
        bob.get(&format!("{files}/{path}")).await.assert_status(404);
    }
    // Nor does bob get there without the portal.
    let folder = row["folder"].as_str().unwrap();
    let seen = portal.slurm.run_as("bob", "ls", &[folder]);
    assert_ne!(seen.code, Some(0), "{}", seen.stdout);
    let owner = std::fs::metadata(format!("{folder}/results")).unwrap().uid();
    let expected = Program::new("id").args(["-u", account]).run().stdout;
    assert_eq!(owner.to_string(), expected.trim());

    // By the same hand it goes back into the queue, and finds all as it left it.
    alice
        .post(&format!("/api/v2/jobs/{id}/requeue"))
        .await
        .assert_status(200);
    portal.until(&alice, &made, "submitted").await;
    let asked = portal
        .slurm
        .run("scontrol", &["update", &format!("JobId={id}"), "StartTime=now"]);
    assert_eq!(asked.code, Some(0), "{}", asked.stderr);
    let row = portal.until(&alice, &made, "completed").await;
    assert!(row["put_back_at"].is_string(), "{row}");
    // And another one, in another folder.
    let again = submit(&alice, &json!({"template_id": "count", "inputs": {"mesh": mesh}})).await;
    portal.until(&alice, &again, "completed").await;
}

#[actix_web::test]
async fn as_the_portals_own_account() {
    let portal = Portal::start(&[("SLURM_RUN_AS", "service")], |_, _| String::new());
    portal.keeps_its_secrets_from_its_account();
    a_job_of_a_template_runs_as(ACCOUNT, &portal).await;
}

#[actix_web::test]
async fn by_the_helper_as_the_person() {
    let portal = Portal::start(&[("SLURM_HELPER_SOCKET", "FOLDER/helper.sock")], |slurm, folder| {
        let socket = folder.join("helper.sock");
        let source = Source::from_pairs([("SLURM_CONF", slurm.conf().to_str().unwrap())]);
        let settings = HelperSettings {
            socket: socket.clone(),
            peer: ACCOUNT.parse().unwrap(),
            slurm: SlurmSettings::load(&source).unwrap(),
        };
        let helper = Helper::start(&settings).unwrap();
        std::thread::spawn(|| helper.serve());
        run(&["chown", ACCOUNT, socket.to_str().unwrap()]);
        String::new()
    });
    a_job_of_a_template_runs_as("alice", &portal).await;
}

/// By the rule that is installed on sites, for this account and alice's own group.
#[actix_web::test]
async fn by_sudo_as_the_person() {
    let portal = Portal::start(&[], |slurm, folder| {
        let variables = folder.join("sudo.env");
        std::fs::write(&variables, format!("SLURM_CONF={}\n", slurm.conf().display())).unwrap();
        let rule = std::fs::read_to_string(SUDO_RULE).unwrap();
        let rule = rule.replace("hpc-portal", ACCOUNT).replace("%hpc-users", "%alice");
        let all = format!(
            "Defaults env_reset, secure_path=\"/usr/sbin:/usr/bin:/sbin:/bin\"\nroot ALL=(ALL:ALL) ALL\n{rule}\n\
             Defaults:{ACCOUNT} env_file={}\n",
            variables.display()
        );
        let file = folder.join("sudoers");
        std::fs::write(&file, all).unwrap();
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o440)).unwrap();
        file.to_str().unwrap().to_owned()
    });
    a_job_of_a_template_runs_as("alice", &portal).await;
}

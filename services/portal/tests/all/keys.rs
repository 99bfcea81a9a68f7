use portal_testkit::Finished;

use crate::portal::{PASSWORD, Shell};

fn refused(finished: &Finished, reason: &str) {
    assert_eq!((finished.code, finished.stdout.as_str()), (Some(1), ""));
    assert!(finished.stderr.contains(reason), "{}", finished.stderr);
    assert_eq!(finished.stderr.lines().count(), 1);
}

#[test]
fn a_service_account_gets_a_key_that_is_printed_once() {
    let shell = Shell::new();
    let added = shell.run("user add ci --group DX-Users --service");
    assert_eq!((added.code, added.stderr.as_str()), (Some(0), ""));
    let made = shell.run("key create ci --name nightly --scope files:write --scope files:read --expires-in-days 30");
    assert_eq!((made.code, made.stderr.as_str()), (Some(0), ""));
    let key = made.stdout.trim();
    assert!(key.starts_with("hpcp_") && key.len() == 95, "{key}");
    let listed = shell.run("key list ci").stdout;
    assert!(
        listed.contains("nightly") && listed.contains("files:read,files:write"),
        "{listed}"
    );
    assert!(!listed.contains(key));
    let id = listed.split_whitespace().next().unwrap();
    assert!(key.contains(id));

    let revoked = shell.run(&format!("key revoke {id}"));
    assert_eq!(revoked.stdout, format!("Revoked {id} (nightly) of ci\n"));
    refused(&shell.run(&format!("key revoke {id}")), "revoked already");
    assert!(shell.run("key list").stdout.starts_with("There are no API keys"));
    assert_eq!(shell.run("key list --json").stdout, "[]\n");
}

#[test]
fn a_key_never_may_more_than_its_account() {
    let shell = Shell::new();
    shell.run("user add ci --group DX-Users --service");
    refused(&shell.run("key create ci --name x --scope nodes:admin"), "nodes:admin");
    refused(
        &shell.run("key create ci --name x --scope files"),
        "\"files\" is no scope",
    );
    refused(
        &shell.run("key create ci --name x --scope files:read --network 10.0.0.0/99"),
        "no address or network",
    );
    refused(
        &shell.run("key create ghost --name x --scope files:read"),
        "there is no account ghost",
    );
    let wrong = shell.run("key create ci --name x --scope files:read --expires-in-days 400");
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.stderr.contains("expected 1 to 365, or never"), "{}", wrong.stderr);
}

#[test]
fn accounts_are_disabled_enabled_and_given_other_groups() {
    let shell = Shell::new();
    shell.add("root --group HPC-Admins", PASSWORD);
    shell.add("kim --group DX-Users", PASSWORD);
    assert_eq!(
        shell.run("user disable kim").stdout,
        "Disabled kim; 0 sessions were ended\n"
    );
    assert_eq!(shell.run("user enable kim").stdout, "Enabled kim\n");
    let changed = shell.run("user groups kim --group CAEG-Users").stdout;
    assert!(
        changed.starts_with("kim may use: dashboard, cae, vnc, app"),
        "{changed}"
    );
    refused(&shell.run("user disable ghost"), "there is no account ghost");
    refused(&shell.run("user disable root"), "root is the last administrator");
    refused(
        &shell.run("user groups root --group DX-Users"),
        "root is the last administrator",
    );
    let told = shell.run("audit export --json").stdout;
    for action in ["user.create", "user.disable", "user.enable", "user.change"] {
        assert!(told.contains(action), "{action}: {told}");
    }
    assert_eq!(shell.run("audit verify").code, Some(0));
}
